import { bytesField, numberField, textField } from './protobuf-bytes.js';

/*
 * Field numbers of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto: ModelProto.graph; GraphProto.node,
 * .output; NodeProto.input, .output, .name, .op_type; ValueInfoProto.name, .type; TypeProto.tensor_type;
 * Tensor.elem_type.
 */
const GRAPH = 7;
const NODE = 1;
const OUTPUT = 12;
const NODE_FIELDS = { input: 1, output: 2, name: 3, operator: 4 };
const VALUE_FIELDS = { name: 1, type: 2 };
const TENSOR_TYPE = 1;
const ELEMENT_TYPE = 1;

/** A tensor of a graph that is to be one of its outputs, too. */
export interface CopyTail {
  readonly input: string;
  /** TensorProto.DataType. */
  readonly type: number;
  /** The new output of the graph. */
  readonly output: string;
}

/** A layer norm to put behind a tensor of a graph; all of its tensors are of the same type. */
export interface NormTail extends CopyTail {
  /** The tensors that the norm multiplies by and adds. */
  readonly weight: string;
  readonly bias: string;
}

/**
 * Bytes to put behind an ONNX file, so that its graph has more outputs: protobuf reads two messages after
 * each other as one whose lists are joined. The norms' epsilon is 1e-5, ONNX's default.
 */
export function normTails(tails: readonly NormTail[]): Uint8Array {
  return graphTail(
    tails.map((tail) => ({
      ...tail,
      operator: 'LayerNormalization',
      inputs: [tail.input, tail.weight, tail.bias],
    })),
  );
}

/** The same for tensors that are given out as they are. */
export function copyTails(tails: readonly CopyTail[]): Uint8Array {
  return graphTail(tails.map((tail) => ({ ...tail, operator: 'Identity', inputs: [tail.input] })));
}

interface TailNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly type: number;
}

function graphTail(nodes: readonly TailNode[]): Uint8Array {
  const parts = nodes.flatMap(({ operator, inputs, output, type }) => [
    ...bytesField(NODE, [
      ...inputs.flatMap((name) => textField(NODE_FIELDS.input, name)),
      ...textField(NODE_FIELDS.output, output),
      ...textField(NODE_FIELDS.name, output),
      ...textField(NODE_FIELDS.operator, operator),
    ]),
    ...bytesField(OUTPUT, [
      ...textField(VALUE_FIELDS.name, output),
      ...bytesField(VALUE_FIELDS.type, bytesField(TENSOR_TYPE, numberField(ELEMENT_TYPE, type))),
    ]),
  ]);
  return Uint8Array.from(bytesField(GRAPH, parts));
}
