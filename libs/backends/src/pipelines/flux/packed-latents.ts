import type { Tensor } from '../../runtime/tensor.js';
import type { LatentShape } from '../latent-shape.js';

/** The transformer sees this many latents each way as one token. */
const PATCH = 2;

/**
 * Latents as FLUX takes them: one row per patch of 2 × 2 places, in it all channels, in each channel the
 * patch row by row. The order is worked out once for a picture's size.
 */
export class PackedLatents {
  readonly #shape: LatentShape;
  /** For each packed value, where it lies in channels-first latents. */
  readonly #sources: Uint32Array;

  constructor(shape: LatentShape) {
    this.#shape = shape;
    this.#sources = packedOrder(shape);
  }

  /** @returns `[1, height / 2 · width / 2, channels · 4]` */
  pack(data: Float32Array): Tensor {
    const { channels, width, height } = this.#shape;
    const sources = this.#sources;
    const packed = new Float32Array(data.length);
    for (let i = 0; i < sources.length; i++) packed[i] = data[sources[i]!]!;
    return { data: packed, dims: [1, (height / PATCH) * (width / PATCH), channels * PATCH ** 2] };
  }

  /** The way back. */
  unpack(packed: Float32Array): Float32Array {
    const sources = this.#sources;
    const data = new Float32Array(packed.length);
    for (let i = 0; i < sources.length; i++) data[sources[i]!] = packed[i]!;
    return data;
  }
}

/** Where each patch lies: (0, row, column). */
export function imageIds({ width, height }: LatentShape): Tensor {
  const [rows, columns] = [height / PATCH, width / PATCH];
  const data = new Float32Array(rows * columns * 3);
  for (let i = 0; i < rows * columns; i++) {
    data[i * 3 + 1] = Math.floor(i / columns);
    data[i * 3 + 2] = i % columns;
  }
  return { data, dims: [rows * columns, 3] };
}

/** Text has no place: zeros. */
export function textIds(context: Tensor): Tensor {
  const tokens = context.dims[1] ?? 0;
  return { data: new Float32Array(tokens * 3), dims: [tokens, 3] };
}

function packedOrder({ channels, width, height }: LatentShape): Uint32Array {
  const order = new Uint32Array(channels * width * height);
  let i = 0;
  for (let top = 0; top < height; top += PATCH) {
    for (let left = 0; left < width; left += PATCH) {
      for (let channel = 0; channel < channels; channel++) {
        for (let y = top; y < top + PATCH; y++) {
          for (let x = left; x < left + PATCH; x++) order[i++] = (channel * height + y) * width + x;
        }
      }
    }
  }
  return order;
}
