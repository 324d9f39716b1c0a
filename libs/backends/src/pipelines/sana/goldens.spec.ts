import { afterAll, beforeAll, describe, it } from 'vitest';
import { findGolden, readGoldens } from '../../testing/golden.js';
import { readFloat32Npy } from '../../testing/read-npy.js';
import { expectGolden, fixtureFacts, STRICT } from '../../testing/run-golden.js';
import { testRuntime } from '../../testing/test-runtime.js';
import { ModelParts } from '../model-parts.js';
import type { Condition } from '../networks/denoiser.js';
import type { Pipeline } from '../pipeline.js';
import { SanaSprintPipeline } from '../sana-sprint/pipeline.js';
import type { EncodedText, PromptText, TextStage } from '../text/text-stage.js';
import { sana } from './family.js';
import { SanaPipeline } from './pipeline.js';

const TOKENS = 300;
const WIDTH = 16;

/**
 * What the reference's text encoder made of the prompts. The instruction before them belongs to the
 * released models, and this repository has no copy of it to encode: text-stage.spec.ts covers that part.
 */
class ReferenceTextStage implements TextStage {
  run: URL | undefined;

  encode({ field }: PromptText): Promise<EncodedText> {
    if (this.run === undefined) throw new Error('no reference run');
    const contexts = readFloat32Npy(new URL('encoder_hidden_states.npy', this.run));
    const masks = readFloat32Npy(new URL('encoder_attention_mask.npy', this.run));
    const row = (values: Float32Array, length: number) =>
      field === 'prompt' ? values.slice(-length) : values.slice(0, length);
    return Promise.resolve({
      condition: {
        context: { data: row(contexts, TOKENS * WIDTH), dims: [1, TOKENS, WIDTH] },
        contextMask: { data: row(masks, TOKENS), dims: [1, TOKENS] },
      },
      dropped: '',
      warnings: [],
    });
  }

  release(): Promise<void> {
    return Promise.resolve();
  }
}

describe('goldens of sana without an instruction', () => {
  it('no-instruction', async () => {
    const pipeline = await sana.open(await fixtureFacts('sana'), testRuntime());
    await expectGolden(pipeline, findGolden('sana', 'no-instruction'), STRICT);
    await pipeline.release();
  });
});

const FAMILIES: readonly (readonly [
  name: string,
  conditions: readonly (keyof Condition)[],
  create: (parts: ModelParts) => Pipeline,
])[] = [
  ['sana', ['contextMask'], (parts) => new SanaPipeline(parts)],
  ['sana_sprint', ['contextMask', 'guidance'], (parts) => new SanaSprintPipeline(parts)],
];

describe.each(FAMILIES)('goldens of %s', (name, conditions, create) => {
  const stage = new ReferenceTextStage();
  let pipeline: Pipeline | undefined;

  beforeAll(async () => {
    const blueprint = { text: { load: () => Promise.resolve(stage) }, conditions };
    pipeline = create(await ModelParts.load(await fixtureFacts(name), testRuntime(), blueprint));
  });

  afterAll(() => pipeline?.release());

  const runs = readGoldens(name).filter(([, { id }]) => id !== 'no-instruction');
  it.each(runs.map((entry) => [entry[1].id, entry] as const))('%s', async (_, entry) => {
    if (pipeline === undefined) throw new Error('not loaded');
    [stage.run] = entry;
    await expectGolden(pipeline, entry, STRICT);
  });
});
