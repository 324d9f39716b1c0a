import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { FIXTURES } from '../../testing/read-oracle.js';
import { writeGraph } from '../../testing/write-graph.js';
import { readSkippableLayers } from './encoder-layers.js';

const fixture = (path: string) => fileURLToPath(new URL(`models/${path}/model.onnx`, FIXTURES));

it.each([
  ['sd15/text_encoder', ['/text_model/encoder/layers.0/Add_1_output_0']],
  ['sd15-legacy/text_encoder', ['/m/text_model/encoder/layers.0/Add_1_output_0']],
  ['sdxl/text_encoder', ['hidden_states.2', 'hidden_states.1']],
])('finds the layers of %s, the last ones first', async (path, inputs) => {
  const tails = await readSkippableLayers(fixture(path));
  expect(tails.map(({ input }) => input)).toEqual(inputs);
  expect(tails.map(({ output }) => output)).toEqual(inputs.map((_, i) => `clip_skip.${i + 1}`));
});

it('finds none in another graph', async () => {
  expect(await readSkippableLayers(fixture('sd15/unet'))).toEqual([]);
  const folder = await mkdtemp(join(tmpdir(), 'layers-'));
  await writeGraph(join(folder, 'model.onnx'), [['com.microsoft', 'SkipLayerNormalization']]);
  expect(await readSkippableLayers(join(folder, 'model.onnx'))).toEqual([]);
  await rm(folder, { recursive: true });
});
