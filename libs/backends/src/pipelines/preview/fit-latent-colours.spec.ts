import { describe, expect, it } from 'vitest';
import type { Tensor } from '../../runtime/tensor.js';
import type { LatentColours, Latents } from '../pipeline.js';
import { fitLatentColours } from './fit-latent-colours.js';

const VAE_FACTOR = 4;

/** Eight channels, as an autoencoder other than Stable Diffusion's may have. */
const TRUE_COLOURS: LatentColours = {
  matrix: Array.from({ length: 8 }, (_, i) => [
    Math.sin(i) / 3,
    Math.cos(2 * i) / 3,
    Math.sin(3 * i + 1) / 3,
  ]),
  bias: [0.2, -0.1, 0.05],
};

/** Paints each place in one colour, with a little texture that averages out. */
function decode({ data, channels, width, height }: Latents): Promise<Tensor> {
  const [pixelWidth, pixelHeight] = [width * VAE_FACTOR, height * VAE_FACTOR];
  const image = Float32Array.from({ length: 3 * pixelWidth * pixelHeight }, (_, i) => {
    const colour = Math.floor(i / (pixelWidth * pixelHeight));
    const y = Math.floor(i / pixelWidth) % pixelHeight;
    const x = i % pixelWidth;
    const place = Math.floor(y / VAE_FACTOR) * width + Math.floor(x / VAE_FACTOR);
    const texture = (x + y) % 2 === 0 ? 0.1 : -0.1;
    return Array.from({ length: channels }, (__, channel) => channel).reduce(
      (sum, channel) =>
        sum + (TRUE_COLOURS.matrix[channel]?.[colour] ?? 0) * (data[channel * width * height + place] ?? 0),
      (TRUE_COLOURS.bias[colour] ?? 0) + texture,
    );
  });
  return Promise.resolve({ data: image, dims: [1, 3, pixelHeight, pixelWidth] });
}

describe('fitLatentColours', () => {
  it('finds the map of a decoder that is linear', async () => {
    const facts = { latentChannels: 8, vaeFactor: VAE_FACTOR, fixedSize: undefined };
    const { matrix, bias } = await fitLatentColours(facts, { decode });
    const actual = [...matrix.flat(), ...bias];
    const expected = [...TRUE_COLOURS.matrix.flat(), ...TRUE_COLOURS.bias];
    expect(actual).toHaveLength(expected.length);
    const worst = Math.max(...actual.map((value, i) => Math.abs(value - (expected[i] ?? NaN))));
    expect(worst).toBeLessThan(0.01);
  });
});
