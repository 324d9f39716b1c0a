import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FIXTURES } from '../testing/read-oracle.js';
import { writeGraph } from '../testing/write-graph.js';
import { requireRunnable } from './require-runnable.js';

const BFLOAT16 = 16;

describe('requireRunnable', () => {
  let folder = '';
  let file = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'graphs-'));
    file = join(folder, 'model.onnx');
  });

  afterAll(() => rm(folder, { recursive: true }));

  it.each(['GroupNorm', 'NhwcConv', 'SkipGroupNorm', 'BiasSplitGelu', 'BiasAdd'])(
    'refuses %s on a processor and lets it pass on CUDA',
    async (name) => {
      await writeGraph(file, [
        ['', 'Conv'],
        ['com.microsoft', name],
      ]);
      await expect(requireRunnable(file, 'cpu')).rejects.toMatchObject({
        code: 'model-missing',
        message: expect.stringMatching(
          new RegExp(`has the operator com\\.microsoft\\.${name}, which .*; use a plain export.* cuda`),
        ) as string,
      });
      await expect(requireRunnable(file, 'cuda')).resolves.toBeUndefined();
    },
  );

  it.each([
    ['trt', 'FP8QuantizeLinear'],
    ['', 'TRT_FP8DequantizeLinear'],
  ])('refuses what only TensorRT runs on every device: %s %s', async (domain, name) => {
    await writeGraph(file, [[domain, name]]);
    await expect(requireRunnable(file, 'cuda')).rejects.toThrow('which only TensorRT runs');
  });

  it('refuses bfloat16 inputs by name', async () => {
    await writeGraph(file, [['', 'Conv']], BFLOAT16);
    await expect(requireRunnable(file, 'cpu')).rejects.toThrow('takes sample as bfloat16');
  });

  it('refuses bfloat16 outputs by name', async () => {
    await writeGraph(file, [['', 'Conv']], undefined, BFLOAT16);
    await expect(requireRunnable(file, 'cpu')).rejects.toThrow('gives out as bfloat16');
  });

  it.each(['sdxl/unet', 'sd3/transformer', 'sd15-fp16/unet', 'sana/vae_decoder'])(
    'lets %s pass',
    async (graph) => {
      const path = fileURLToPath(new URL(`models/${graph}/model.onnx`, FIXTURES));
      await expect(requireRunnable(path, 'cpu')).resolves.toBeUndefined();
    },
  );

  it('looks again when a file has changed', async () => {
    await writeGraph(file, [['com.microsoft', 'NhwcConv']]);
    await expect(requireRunnable(file, 'cpu')).rejects.toThrow('NhwcConv');
    await writeGraph(file, [['', 'Conv']]);
    await expect(requireRunnable(file, 'cpu')).resolves.toBeUndefined();
  });
});
