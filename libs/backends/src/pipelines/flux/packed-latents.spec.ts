import { describe, expect, it } from 'vitest';
import { imageIds, PackedLatents } from './packed-latents.js';

const shape = { channels: 2, width: 4, height: 2 };
const data = Float32Array.from({ length: 16 }, (_, i) => i);

describe('packed latents', () => {
  it('puts a patch of 2 × 2 with all its channels into a row', () => {
    const { data: packed, dims } = new PackedLatents(shape).pack(data);
    expect(dims).toEqual([1, 2, 8]);
    expect([...packed]).toEqual([0, 1, 4, 5, 8, 9, 12, 13, 2, 3, 6, 7, 10, 11, 14, 15]);
  });

  it('comes back', () => {
    const packing = new PackedLatents(shape);
    expect(packing.unpack(packing.pack(data).data)).toEqual(data);
  });

  it('numbers the patches by row and column', () => {
    const { data: ids, dims } = imageIds({ channels: 1, width: 4, height: 4 });
    expect(dims).toEqual([4, 3]);
    expect([...ids]).toEqual([0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 1, 1]);
  });
});
