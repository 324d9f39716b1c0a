import { Mt19937 } from '../../noise/mt19937.js';

const RECTANGLES = 120;

/** Sides of a rectangle, as shares of the picture's. */
const MIN_SIDE = 0.04;
const MAX_SIDE = 0.35;

/**
 * A picture of many overlapping rectangles, in plain colours and in gradients: flat areas, edges and every
 * colour, which is what an autoencoder's latents tell apart.
 *
 * @param size in pixels
 * @param seed another seed, another picture
 * @returns RGB planes, −1 to 1
 */
export function paintProbe(
  { width, height }: { readonly width: number; readonly height: number },
  seed: bigint,
): Float32Array {
  const random = new Mt19937(seed);
  const pixels = new Float32Array(3 * width * height);
  for (let i = 0; i < RECTANGLES; i++) {
    const isBackground = i === 0;
    const side = () => (isBackground ? 1 : MIN_SIDE + random.nextDouble() * (MAX_SIDE - MIN_SIDE));
    const start = () => (isBackground ? 0 : random.nextDouble());
    const [left, top] = [Math.floor(start() * width), Math.floor(start() * height)];
    const right = Math.min(width, left + Math.ceil(side() * width));
    const bottom = Math.min(height, top + Math.ceil(side() * height));
    const from = colour(random);
    const to = i % 2 === 0 ? from : colour(random);
    for (let channel = 0; channel < 3; channel++) {
      const [first = 0, last = 0] = [from[channel], to[channel]];
      for (let y = top; y < bottom; y++) {
        const value = first + ((last - first) * (y - top)) / (bottom - top);
        pixels.fill(value, (channel * height + y) * width + left, (channel * height + y) * width + right);
      }
    }
  }
  return pixels;
}

function colour(random: Mt19937): readonly number[] {
  return [0, 1, 2].map(() => 2 * random.nextDouble() - 1);
}
