import { beforeAll, describe, expect, it } from 'vitest';
import { fixtureFacts } from '../../testing/run-golden.js';
import type { ModelFacts } from '../model-facts.js';
import { binnedSize, binningOptions } from './resolution-bins.js';

const FACTOR = 32;

describe('the sizes that Sana was trained at', () => {
  let tiny: ModelFacts | undefined;
  const released = (sampleSize: number): ModelFacts => ({
    ...tiny!,
    denoiserConfig: { sample_size: sampleSize },
    nativeSize: sampleSize * FACTOR,
    sizeMultiple: FACTOR,
  });

  beforeAll(async () => {
    tiny = await fixtureFacts('sana');
  });

  // Height and width as in diffusers' tables ASPECT_RATIO_512_BIN to ASPECT_RATIO_4096_BIN.
  it.each([
    [16, [512, 512], [512, 512]],
    [16, [700, 1400], [352, 704]],
    [32, [1024, 1024], [1024, 1024]],
    [32, [1024, 1000], [1024, 1024]],
    [32, [832, 1216], [832, 1216]],
    [32, [800, 1200], [832, 1216]],
    [32, [1080, 1920], [768, 1344]],
    [32, [1920, 1080], [1344, 768]],
    [32, [2000, 700], [1728, 576]],
    [32, [512, 2048], [512, 2048]],
    [32, [64, 2048], [512, 2048]],
    [32, [2048, 64], [2048, 512]],
    [64, [2000, 700], [3328, 1152]],
    [64, [1024, 3968], [1024, 3968]],
    [128, [3584, 4608], [3584, 4608]],
    [128, [7424, 2048], [7424, 2048]],
  ] as const)('of a model of %i latents: %j becomes %j', (sampleSize, [height, width], expected) => {
    const size = binnedSize(released(sampleSize), { width, height });
    expect([size.height, size.width]).toEqual(expected);
  });

  it('are unknown for other models, and of no use where the export fixed the size', () => {
    expect(binningOptions(released(32))).toHaveProperty('use_resolution_binning');
    expect(binningOptions(released(48))).toEqual({});
    expect(binningOptions({ ...released(32), fixedSize: { width: 1024, height: 1024 } })).toEqual({});
  });
});
