import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { LatentColours } from '../pipeline.js';
import { renderPreview } from './render-preview.js';

const COLOURS: LatentColours = { matrix: [[1, 0, 0]], bias: [0, -1, 1] };

describe('renderPreview', () => {
  it.each([
    [16, 16, 64, 64],
    [64, 32, 256, 128],
    [128, 128, 256, 256],
  ])('draws latents of %i × %i at %i × %i', async (width, height, expectedWidth, expectedHeight) => {
    const data = new Float32Array(width * height);
    const picture = await renderPreview({ data, channels: 1, width, height }, COLOURS);
    expect(await sharp(picture).metadata()).toMatchObject({
      format: 'webp',
      width: expectedWidth,
      height: expectedHeight,
    });
  });

  it('shows −1 as black and 1 as full colour', async () => {
    const data = Float32Array.from({ length: 64 }, () => 1);
    const picture = await renderPreview({ data, channels: 1, width: 8, height: 8 }, COLOURS);
    const [red = 0, green = 0, blue = 0] = await sharp(picture).removeAlpha().raw().toBuffer();
    expect(red).toBeGreaterThan(240);
    expect(green).toBeLessThan(15);
    expect(blue).toBeGreaterThan(240);
  });
});
