import { z } from 'zod';

const NAME_ERROR =
  'expected up to 100 letters, digits, spaces and . _ + - ( ), beginning with a letter or digit';

/** What people copy from the address bar. */
const HUB_ADDRESS = /^https?:\/\/(?:www\.)?huggingface\.co\/([^/?#]+\/[^/?#]+).*$/i;

const name = z
  .string()
  .trim()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._+()-]{0,99}$/u, NAME_ERROR);

const fields = {
  repo: z
    .string()
    .trim()
    .min(1, 'expected a repository (owner/name) or a folder')
    .max(1000, 'expected at most 1000 characters')
    .transform((text) => text.replace(HUB_ADDRESS, '$1'))
    .meta({ type: 'string', description: 'A Hugging Face repository, or a folder for the source local' }),
  source: z
    .enum(['huggingface', 'local'], { error: 'expected huggingface or local' })
    .describe('Where its files come from'),
  description: z.string().trim().max(2000, 'expected at most 2000 characters'),
  requires_auth: z.boolean().describe('Whether the repository is gated: it then takes HF_TOKEN'),
  options: z
    .record(z.string(), z.unknown())
    .describe('As in a MODEL_ line: steps or fixed_steps, device, guidance_scale, sampler, width, …'),
};

/** A model as it is added. */
export const modelDraftSchema = z
  .strictObject({
    name,
    repo: fields.repo,
    source: fields.source,
    description: fields.description.default(''),
    requires_auth: fields.requires_auth.default(false),
    options: fields.options.default({}),
  })
  .meta({ id: 'ModelDraft' });

/** What is to change about a model that was added. */
export const modelChangeSchema = z
  .strictObject({
    name: name.exactOptional(),
    repo: fields.repo.exactOptional(),
    source: fields.source.exactOptional(),
    description: fields.description.exactOptional(),
    requires_auth: fields.requires_auth.exactOptional(),
    options: fields.options.exactOptional(),
  })
  .meta({ id: 'ModelChange', description: 'What is left out stays; options are replaced as a whole' });

export type ModelDraft = z.infer<typeof modelDraftSchema>;
export type ModelChange = z.infer<typeof modelChangeSchema>;
