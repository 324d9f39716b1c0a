/**
 * Colour fields of 16 × 16 pixels from a linear congruential generator (constants of Numerical Recipes).
 *
 * @param seed 0 to 2^64 − 1
 * @returns RGB, `width * height * 3` bytes, rows from the top
 */
export function paintSeed(seed: bigint, width: number, height: number): Uint8Array {
  const columns = Math.ceil(width / 16);
  let state = Number(BigInt.asUintN(32, seed ^ (seed >> 32n)));
  const fields = Uint8Array.from({ length: columns * Math.ceil(height / 16) * 3 }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
  const pixels = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const field = ((y >> 4) * columns + (x >> 4)) * 3;
      pixels.set(fields.subarray(field, field + 3), (y * width + x) * 3);
    }
  }
  return pixels;
}
