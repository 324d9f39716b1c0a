import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findGolden, goldenRequest } from '../testing/golden.js';
import { readFloat32Npy } from '../testing/read-npy.js';
import { testRuntime } from '../testing/test-runtime.js';
import { FIXTURES } from '../testing/read-oracle.js';
import { ModelFolder } from '../weights/model-folder.js';
import { encodePrompts } from './encode-prompts.js';
import { readModelFacts } from './model-facts.js';
import { loadStableDiffusion } from './stable-diffusion/load.js';
import { guidedTexts } from './text/prompt-texts.js';

describe('encodePrompts', () => {
  it('gives the context of the reference run', async () => {
    const [run, golden] = findGolden('sd15', 'default');
    const folder = new ModelFolder(fileURLToPath(new URL('models/sd15', FIXTURES)));
    const parts = await loadStableDiffusion(await readModelFacts(folder), testRuntime());
    const request = await goldenRequest(run, golden);
    const stage = encodePrompts(parts.text, guidedTexts(request), request);
    let step = await stage.next();
    while (step.done !== true) step = await stage.next();
    await parts.release();

    const actual = step.value.flatMap(({ passes }) =>
      passes.flat().flatMap(({ context }) => [...context.data]),
    );
    const expected = readFloat32Npy(new URL('encoder_hidden_states.npy', run));
    expect(actual).toHaveLength(expected.length);
    const worst = Math.max(...actual.map((value, i) => Math.abs(value - (expected[i] ?? NaN))));
    expect(worst).toBeLessThanOrEqual(5e-5);
  });
});
