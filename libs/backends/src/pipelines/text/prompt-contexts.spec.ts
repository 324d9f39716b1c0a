import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fixtureFacts } from '../../testing/run-golden.js';
import { readFloat32Npy } from '../../testing/read-npy.js';
import { FIXTURES } from '../../testing/read-oracle.js';
import { testRuntime } from '../../testing/test-runtime.js';
import type { Emphasis } from '../../text/prompt-grammar/emphasis.js';
import type { FamilyParameters } from '../family-parameters.js';
import type { ModelFacts } from '../model-facts.js';
import { StableDiffusionXlTextStage } from '../stable-diffusion-xl/text-stage.js';
import { ClipTextStage } from './clip-text-stage.js';
import type { EncodedText, PromptText } from './text-stage.js';

/** A case of `fixtures/prompts/make.py`. */
interface ContextCase {
  readonly id: string;
  readonly model: string;
  readonly emphasis: Emphasis;
  readonly prompt: string;
  readonly clip_skip?: number;
  readonly shape: readonly number[];
  readonly pooled?: readonly number[];
}

const FOLDER = new URL('prompts/', FIXTURES);
const CASES = JSON.parse(readFileSync(new URL('expected.json', FOLDER), 'utf8')) as readonly ContextCase[];

/** Tokens in a chunk with bos and eos. */
const CHUNK = 77;

async function encode(
  facts: ModelFacts,
  text: string,
  parameters: FamilyParameters,
  second?: string,
  field: PromptText['field'] = 'prompt',
): Promise<EncodedText> {
  const runtime = testRuntime();
  const Stage = facts.graphs.includes('text_encoder_2') ? StableDiffusionXlTextStage : ClipTextStage;
  const stage = await Stage.load(facts, (component, tail) =>
    runtime.open(facts.folder.graph(component), true, tail),
  );
  const encoded = await stage.encode({ field, text, second }, parameters);
  await stage.release();
  return encoded;
}

function worstDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(actual.length).toBe(expected.length);
  return Array.from(actual).reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0);
}

describe('contexts', () => {
  it.each(CASES.map((entry) => [entry.id, entry] as const))('%s', async (id, entry) => {
    const { model, prompt, emphasis, shape, pooled, clip_skip: clipSkip } = entry;
    const { condition, dropped, warnings } = await encode(await fixtureFacts(model), prompt, {
      emphasis,
      clipSkip,
    });
    expect(condition.context.dims).toEqual(shape);
    const expected = readFloat32Npy(new URL(`${id}.npy`, FOLDER));
    expect(worstDifference(condition.context.data, expected)).toBeLessThanOrEqual(5e-5);
    if (pooled !== undefined)
      expect(worstDifference(condition.pooled!.data, pooled)).toBeLessThanOrEqual(5e-5);
    expect([dropped, warnings]).toEqual(['', []]);
  });
});

describe('clip skip', () => {
  const { prompt, emphasis } = CASES.find(({ id }) => id === 'clip-skip')!;
  const expected = readFloat32Npy(new URL('clip-skip.npy', FOLDER));

  it.each([
    ['sd15-external', 5e-5],
    ['sd15-legacy', 5e-5],
    ['sd15-fp16', 2e-2],
  ])('is the same in the layout of %s', async (model, tolerance) => {
    const { condition } = await encode(await fixtureFacts(model), prompt, { emphasis, clipSkip: 1 });
    expect(worstDifference(condition.context.data, expected)).toBeLessThanOrEqual(tolerance);
  });

  it('leaves no layer out of the negative prompt, but in the convention of A1111', async () => {
    const facts = await fixtureFacts('sd15');
    const negative = (parameters: FamilyParameters) =>
      encode(facts, prompt, { emphasis, ...parameters }, undefined, 'negative_prompt');
    expect(await negative({ clipSkip: 1 })).toEqual(await negative({}));
    const { condition } = await negative({ clipSkip: 1, skipsNegative: true });
    expect(worstDifference(condition.context.data, expected)).toBeLessThanOrEqual(5e-5);
  });
});

const LONG = CASES.find(({ id }) => id === 'long')!.prompt;

describe('a prompt', () => {
  it.each(['original', 'no-norm', 'ignore'] as const)(
    'without brackets is that of diffusers to the bit, with emphasis %s',
    async (emphasis) => {
      const facts = await fixtureFacts('sd15');
      const prompt = 'a red cube, 8k; at 16:9';
      expect(await encode(facts, prompt, { emphasis })).toEqual(await encode(facts, prompt, {}));
    },
  );

  it('is cut at 77 tokens where brackets are text', async () => {
    const { condition, dropped } = await encode(await fixtureFacts('sd15'), LONG, { emphasis: 'none' });
    expect(condition.context.dims[1]).toBe(CHUNK);
    expect(dropped).toContain('moon');
  });

  it('counts alike everywhere where weights are to be ignored', async () => {
    const facts = await fixtureFacts('sd15');
    const weighed = await encode(facts, 'a (red:1.5) cube', { emphasis: 'ignore' });
    expect(weighed).toEqual(await encode(facts, 'a red cube', {}));
  });

  it('is as long as the longer of two encoders asks for', async () => {
    const facts = await fixtureFacts('sdxl');
    const { condition } = await encode(facts, LONG, { emphasis: 'original' }, 'short');
    expect(condition.context.dims[1]).toBe(2 * CHUNK);
    const swapped = await encode(facts, 'short', { emphasis: 'original' }, LONG);
    expect(swapped.condition.context.dims[1]).toBe(2 * CHUNK);
  });

  it('keeps to one chunk where the export fixed the length, and says so', async () => {
    const facts = await fixtureFacts('sd15');
    const fixed: ModelFacts = {
      ...facts,
      denoiserInputs: facts.denoiserInputs.map((port) =>
        port.name === 'encoder_hidden_states' ? { ...port, shape: ['batch', CHUNK, 16] } : port,
      ),
    };
    const long = await encode(fixed, LONG, { emphasis: 'original' });
    expect(long.condition.context.dims[1]).toBe(CHUNK);
    expect(long.dropped).toContain('moon');
    expect(long.warnings.map(({ code }) => code)).toEqual(['prompt-chunks-not-taken']);
    const broken = await encode(fixed, 'a cube BREAK a ball', { emphasis: 'original' });
    expect(broken.condition.context.dims[1]).toBe(CHUNK);
    expect(broken.dropped).toBe('');
    expect(broken.warnings.map(({ code }) => code)).toEqual(['prompt-chunks-not-taken']);
  });
});
