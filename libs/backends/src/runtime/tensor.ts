/** Numbers with a shape, C order, as they go into and come out of a network. */
export interface Tensor {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

/**
 * An input of a network: any numbers; the session casts them to the type that its graph wants. They are not
 * to be changed afterwards: fed again, they are not cast again.
 */
export interface Feed {
  readonly data: ArrayLike<number>;
  readonly dims: readonly number[];
}

/** An input or output of a graph, as its metadata tells. */
export interface Port {
  readonly name: string;
  /** onnxruntime's word: `float32`, `float16`, `int64`, … */
  readonly type: string;
  /** A dimension is a number where the export fixed it, else the name of a symbol. */
  readonly shape: readonly (number | string)[];
}
