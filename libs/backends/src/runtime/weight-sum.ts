import './drop-float16-array.js';
import { InferenceSession, Tensor as OnnxTensor } from 'onnxruntime-node';
import { bytesField, numberField, textField } from './protobuf-bytes.js';

/** A matrix, row by row. */
export interface Matrix {
  readonly data: Float32Array;
  readonly rows: number;
  readonly columns: number;
}

/** A weight as a graph's file has it. */
export interface StoredWeight {
  readonly bytes: Uint8Array;
  readonly type: 'float32' | 'float16';
  /** Whether the file has a row for each input in place of one for each output. */
  readonly isTransposed: boolean;
}

const FLOAT_BYTES = 4;
const HALF_BYTES = 2;

type Kind = `${StoredWeight['type']}${'' | '-transposed'}`;

/**
 * Adds low-rank products to weights: `W + up · down`, in float32. onnxruntime does the work, on all threads:
 * a real model has thousands of millions of weights, for which plain JavaScript would take minutes.
 */
export class WeightSum {
  readonly #threads: number;
  readonly #sessions = new Map<Kind, InferenceSession>();

  /** @param threads of the processor */
  constructor(threads: number) {
    this.#threads = threads;
  }

  /**
   * @param weight of `up.rows` outputs and `down.columns` inputs
   * @param up `[outputs, rank]`
   * @param down `[rank, inputs]`
   * @returns the bytes of the sum, laid out as the weight
   */
  async add(weight: StoredWeight, up: Matrix, down: Matrix): Promise<Uint8Array> {
    const { isTransposed, type } = weight;
    const session = await this.#session(`${type}${isTransposed ? '-transposed' : ''}`);
    const dims = isTransposed ? [down.columns, up.rows] : [up.rows, down.columns];
    const [first, second] = isTransposed ? [down, up] : [up, down];
    const { sum } = await session.run({
      weight: toOnnx(weight, dims),
      first: new OnnxTensor('float32', first.data, [first.rows, first.columns]),
      second: new OnnxTensor('float32', second.data, [second.rows, second.columns]),
    });
    const data: unknown = sum?.data;
    if (!ArrayBuffer.isView(data)) throw new TypeError('the sum is missing');
    return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  }

  async release(): Promise<void> {
    for (const session of this.#sessions.values()) await session.release();
    this.#sessions.clear();
  }

  async #session(kind: Kind): Promise<InferenceSession> {
    const known = this.#sessions.get(kind);
    if (known !== undefined) return known;
    const session = await InferenceSession.create(Uint8Array.from(sumGraph(kind)), {
      executionProviders: ['cpu'],
      intraOpNumThreads: this.#threads,
      enableCpuMemArena: false,
      extra: { session: { intra_op: { allow_spinning: '0' } } },
      logSeverityLevel: 4,
    });
    this.#sessions.set(kind, session);
    return session;
  }
}

function toOnnx({ bytes, type }: StoredWeight, dims: readonly number[]): OnnxTensor {
  // Views of several bytes a value begin at a multiple of their size; a copy does.
  const { buffer, byteOffset, byteLength } =
    bytes.byteOffset % FLOAT_BYTES === 0 ? bytes : new Uint8Array(bytes);
  return type === 'float32'
    ? new OnnxTensor('float32', new Float32Array(buffer, byteOffset, byteLength / FLOAT_BYTES), dims)
    : new OnnxTensor('float16', new Uint16Array(buffer, byteOffset, byteLength / HALF_BYTES), dims);
}

/*
 * Field numbers of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto; TensorProto.DataType 1 is
 * float32, 10 is float16; AttributeProto.AttributeType 2 is a whole number.
 */
const IR_VERSION = 8;
const OPERATOR_SET = 17;
const FLOAT32 = 1;
const FLOAT16 = 10;
const INTEGER = 2;

/** `sum = weight + first · second`; transposed, both factors are: `sum = weight + firstᵀ · secondᵀ`. */
function sumGraph(kind: Kind): readonly number[] {
  const type = kind.startsWith('float16') ? FLOAT16 : FLOAT32;
  const turned = kind.endsWith('-transposed') ? 1 : 0;
  const graph = [
    ...node('Cast', ['weight'], 'wide', [attribute('to', FLOAT32)]),
    ...node('Gemm', ['first', 'second', 'wide'], 'wideSum', [
      attribute('transA', turned),
      attribute('transB', turned),
    ]),
    ...node('Cast', ['wideSum'], 'sum', [attribute('to', type)]),
    ...textField(2, 'sum'),
    ...port(11, 'weight', type),
    ...port(11, 'first', FLOAT32),
    ...port(11, 'second', FLOAT32),
    ...port(12, 'sum', type),
  ];
  return [
    ...numberField(1, IR_VERSION),
    ...bytesField(8, [...textField(1, ''), ...numberField(2, OPERATOR_SET)]),
    ...bytesField(7, graph),
  ];
}

function node(
  operator: string,
  inputs: readonly string[],
  output: string,
  attributes: readonly (readonly number[])[],
): readonly number[] {
  return bytesField(1, [
    ...inputs.flatMap((input) => textField(1, input)),
    ...textField(2, output),
    ...textField(4, operator),
    ...attributes.flatMap((content) => bytesField(5, content)),
  ]);
}

function attribute(name: string, value: number): readonly number[] {
  return [...textField(1, name), ...numberField(3, value), ...numberField(20, INTEGER)];
}

/** An input or output of two dimensions of any length. */
function port(field: number, name: string, type: number): readonly number[] {
  const dimensions = bytesField(2, [
    ...bytesField(1, textField(2, `${name}Rows`)),
    ...bytesField(1, textField(2, `${name}Columns`)),
  ]);
  return bytesField(field, [
    ...textField(1, name),
    ...bytesField(2, bytesField(1, [...numberField(1, type), ...dimensions])),
  ]);
}
