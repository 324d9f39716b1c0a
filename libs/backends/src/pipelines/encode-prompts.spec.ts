import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findGolden } from '../testing/golden.js';
import { readFloat32Npy } from '../testing/read-npy.js';
import { testRuntime } from '../testing/test-runtime.js';
import { FIXTURES } from '../testing/read-oracle.js';
import { ModelFolder } from '../weights/model-folder.js';
import { encodePrompts } from './encode-prompts.js';
import { LatentDiffusionParts } from './latent-diffusion-parts.js';
import { readModelFacts } from './model-facts.js';

describe('encodePrompts', () => {
  it('gives the context of the reference run', async () => {
    const [run, golden] = findGolden('sd15', 'default');
    const folder = new ModelFolder(fileURLToPath(new URL('models/sd15', FIXTURES)));
    const parts = await LatentDiffusionParts.load(await readModelFacts(folder), testRuntime());
    const stage = encodePrompts(parts.text, [
      { field: 'negative_prompt', text: golden.call.negative_prompt ?? '' },
      { field: 'prompt', text: golden.call.prompt },
    ]);
    let step = await stage.next();
    while (step.done !== true) step = await stage.next();
    await parts.release();

    const actual = step.value.flatMap(({ data }) => [...data]);
    const expected = readFloat32Npy(new URL('encoder_hidden_states.npy', run));
    expect(actual).toHaveLength(expected.length);
    const worst = Math.max(...actual.map((value, i) => Math.abs(value - (expected[i] ?? NaN))));
    expect(worst).toBeLessThanOrEqual(5e-5);
  });
});
