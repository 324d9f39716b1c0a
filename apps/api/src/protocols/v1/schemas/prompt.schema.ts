import { z } from 'zod';
import { ENRICHMENT_CUES, type EnrichmentCue } from '../../../prompts/enrichment-cues.js';
import { problemSchema } from '../../../platform/errors/problem.js';

const cueNames = Object.keys(ENRICHMENT_CUES) as [EnrichmentCue, ...EnrichmentCue[]];

const cue = (name: EnrichmentCue) => z.boolean().default(true).describe(ENRICHMENT_CUES[name]);

export const enrichRequestSchema = z
  .strictObject({
    prompt: z.string().trim().min(1, 'expected a prompt').max(10_000, 'expected at most 10000 characters'),
    instruction: z
      .string()
      .trim()
      .min(1, 'expected an instruction')
      .max(10_000, 'expected at most 10000 characters')
      .optional()
      .describe('The one of the settings where absent'),
    cues: z
      .strictObject({
        cinematic: cue('cinematic'),
        asymmetrical: cue('asymmetrical'),
        unique: cue('unique'),
        rule_of_thirds: cue('rule_of_thirds'),
        negative_space: cue('negative_space'),
        production_photography: cue('production_photography'),
      })
      .prefault({}),
  })
  .meta({ id: 'EnrichRequest' });

export const enrichOptionsSchema = z
  .object({
    available: z.boolean().describe('Whether a language model is set up'),
    instruction: z.string().describe('The instruction that is used where none is sent'),
    cues: z.array(z.object({ name: z.enum(cueNames), label: z.string() })),
  })
  .meta({ id: 'EnrichOptions' });

export const enrichEventSchema = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('delta'), text: z.string() }),
    z.object({ type: z.literal('done'), text: z.string() }),
    z.object({ type: z.literal('failed'), problem: problemSchema }),
  ])
  .meta({ id: 'EnrichEvent' });
