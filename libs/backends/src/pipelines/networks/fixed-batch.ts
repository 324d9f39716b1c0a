import type { Feed, Port, Tensor } from '../../runtime/tensor.js';

/** Repeats the one row of an input for a graph whose export fixed a larger batch. */
export function fillBatch(feed: Feed, port: Port): Feed {
  const [batch] = port.shape;
  if (typeof batch !== 'number' || batch === 1) return feed;
  const data = Array.from({ length: batch }, () => Array.from(feed.data)).flat();
  return { data, dims: [batch, ...feed.dims.slice(1)] };
}

/** The first row of an answer: `[1, …]`. */
export function firstRow({ data, dims }: Tensor): Tensor {
  const [batch = 1, ...rest] = dims;
  return batch === 1 ? { data, dims } : { data: data.slice(0, data.length / batch), dims: [1, ...rest] };
}
