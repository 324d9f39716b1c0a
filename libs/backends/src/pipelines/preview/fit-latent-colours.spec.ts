import { describe, expect, it } from 'vitest';
import { TorchGenerator } from '../../noise/torch-generator.js';
import type { LatentColours } from '../pipeline.js';
import { fitLatentColours, type LatentSample } from './fit-latent-colours.js';

const VAE_FACTOR = 4;
const PLACES = 16;

/** Eight channels, as an autoencoder other than Stable Diffusion's may have. */
const TRUE_COLOURS: LatentColours = {
  matrix: Array.from({ length: 8 }, (_, i) => [
    Math.sin(i) / 3,
    Math.cos(2 * i) / 3,
    Math.sin(3 * i + 1) / 3,
  ]),
  bias: [0.2, -0.1, 0.05],
};

/** Random latents, each place painted in its colour, with a little texture that averages out. */
function sample(seed: bigint): LatentSample {
  const channels = TRUE_COLOURS.matrix.length;
  const data = new TorchGenerator(seed).randn(channels * PLACES ** 2);
  const side = PLACES * VAE_FACTOR;
  const pixels = Float32Array.from({ length: 3 * side * side }, (_, i) => {
    const colour = Math.floor(i / side ** 2);
    const [x, y] = [i % side, Math.floor(i / side) % side];
    const place = Math.floor(y / VAE_FACTOR) * PLACES + Math.floor(x / VAE_FACTOR);
    const texture = (x + y) % 2 === 0 ? 0.1 : -0.1;
    return TRUE_COLOURS.matrix.reduce(
      (sum, row, channel) => sum + (row[colour] ?? 0) * (data[channel * PLACES ** 2 + place] ?? 0),
      (TRUE_COLOURS.bias[colour] ?? 0) + texture,
    );
  });
  return {
    latents: { data, channels, width: PLACES, height: PLACES },
    image: { data: pixels, dims: [1, 3, side, side] },
  };
}

describe('fitLatentColours', () => {
  it('finds the map of an autoencoder that is linear', () => {
    const { matrix, bias } = fitLatentColours([sample(1n), sample(2n)]);
    const actual = [...matrix.flat(), ...bias];
    const expected = [...TRUE_COLOURS.matrix.flat(), ...TRUE_COLOURS.bias];
    expect(actual).toHaveLength(expected.length);
    const worst = Math.max(...actual.map((value, i) => Math.abs(value - (expected[i] ?? NaN))));
    expect(worst).toBeLessThan(0.01);
  });
});
