import type { Tensor } from '../../runtime/tensor.js';

/**
 * Puts the rows of tensors side by side.
 *
 * @param tensors of the same dimensions except the last
 * @param width of the result, if wider: zeros on the right
 */
export function joinWidths(tensors: readonly Tensor[], width?: number): Tensor {
  const widths = tensors.map(({ dims }) => dims.at(-1) ?? 0);
  const joined = width ?? widths.reduce((sum, part) => sum + part, 0);
  const rows = (tensors[0]?.data.length ?? 0) / (widths[0] ?? 1);
  const data = new Float32Array(rows * joined);
  for (let row = 0; row < rows; row++) {
    let offset = row * joined;
    for (const [i, tensor] of tensors.entries()) {
      const part = widths[i] ?? 0;
      data.set(tensor.data.subarray(row * part, (row + 1) * part), offset);
      offset += part;
    }
  }
  return { data, dims: [...(tensors[0]?.dims.slice(0, -1) ?? []), joined] };
}

/** Puts contexts `[1, tokens, width]` of one width after each other. */
export function joinTokens(contexts: readonly Tensor[]): Tensor {
  const tokens = contexts.reduce((sum, { dims }) => sum + (dims[1] ?? 0), 0);
  const width = contexts[0]?.dims[2] ?? 0;
  const data = new Float32Array(tokens * width);
  let offset = 0;
  for (const context of contexts) {
    data.set(context.data, offset);
    offset += context.data.length;
  }
  return { data, dims: [1, tokens, width] };
}

/** Zeros of a tensor's shape. */
export function zerosLike({ data, dims }: Tensor): Tensor {
  return { data: new Float32Array(data.length), dims };
}
