import { cp, mkdtemp, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FIXTURES } from '../testing/read-oracle.js';
import { requireWeights } from './require-weights.js';

describe('requireWeights', () => {
  let folder = '';
  let graph = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'weights-'));
    await cp(fileURLToPath(new URL('models/sd15-external/unet', FIXTURES)), folder, { recursive: true });
    graph = join(folder, 'model.onnx');
  });

  afterAll(() => rm(folder, { recursive: true }));

  it('lets graphs with all their weights pass, beside them or inside', async () => {
    await requireWeights(graph);
    await requireWeights(fileURLToPath(new URL('models/sdxl/unet/model.onnx', FIXTURES)));
    await requireWeights(fileURLToPath(new URL('models/sd15-legacy/unet/model.onnx', FIXTURES)));
  });

  it('names a file that is cut off, and one that is not there', async () => {
    const weights = join(folder, 'model.onnx_data');
    await truncate(weights, 1000);
    await expect(requireWeights(graph)).rejects.toThrow(
      /model\.onnx_data, with weights of .* is cut off: it has 1000 of/,
    );
    await rm(weights);
    await expect(requireWeights(graph)).rejects.toMatchObject({
      code: 'model-missing',
      message: expect.stringMatching(/model\.onnx_data, with weights of .* does not exist; copy/) as string,
    });
  });
});
