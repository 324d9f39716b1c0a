import { open } from 'node:fs/promises';
import { BackendError } from '@cyberimage/core';
import { ProtobufFile, type ProtobufField } from './protobuf-file.js';
import { rememberByFile } from './remember-by-file.js';
import type { Port } from './tensor.js';

/*
 * Field numbers of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto: ModelProto.graph,
 * GraphProto.input and .output, ValueInfoProto.name and .type, TypeProto.tensor_type, Tensor.elem_type and .shape,
 * TensorShapeProto.dim, Dimension.dim_value and .dim_param.
 */
const GRAPH = 7;
const INPUT = 11;
const OUTPUT = 12;
const NAME = 1;
const TYPE = 2;
const TENSOR_TYPE = 1;
const ELEMENT_TYPE = 1;
const SHAPE = 2;
const DIMENSION = 1;
const DIMENSION_VALUE = 1;
const DIMENSION_NAME = 2;

/** TensorProto.DataType of the types that networks take. */
const ELEMENT_TYPES: ReadonlyMap<number, string> = new Map([
  [1, 'float32'],
  [6, 'int32'],
  [7, 'int64'],
  [9, 'bool'],
  [10, 'float16'],
  [11, 'float64'],
  [16, 'bfloat16'],
]);

/** What goes into a graph and what comes out. */
export interface GraphPorts {
  /** At least one. */
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
}

/** The inputs of {@link readGraphPorts}. */
export async function readGraphInputs(path: string): Promise<readonly Port[]> {
  return (await readGraphPorts(path)).inputs;
}

/**
 * The inputs and outputs of a graph, read from its file without loading it: a list of models must not cost
 * gigabytes.
 *
 * @param path absolute path of a `.onnx` file
 * @throws BackendError `model-missing` when the file is absent, cut off or not ONNX
 */
export const readGraphPorts = rememberByFile(readPorts);

async function readPorts(path: string, size: number): Promise<GraphPorts> {
  try {
    await using file = await open(path);
    const reader = new ProtobufFile(file, size);
    const inputs: Port[] = [];
    const outputs: Port[] = [];
    for await (const field of reader.fields(0, size)) {
      if (field.number !== GRAPH) continue;
      for await (const part of reader.fields(field.start, field.end)) {
        if (part.number === INPUT) inputs.push(await readPort(reader, part));
        if (part.number === OUTPUT) outputs.push(await readPort(reader, part));
      }
    }
    if (inputs.length > 0) return { inputs, outputs };
    throw new RangeError('no graph with inputs in it');
  } catch (error) {
    const reason = error instanceof RangeError ? `is cut off or damaged: ${error.message}` : 'cannot be read';
    throw new BackendError('model-missing', `${path} ${reason}`, { cause: error });
  }
}

async function readPort(reader: ProtobufFile, message: ProtobufField): Promise<Port> {
  let name = '';
  let type = 'unknown';
  let shape: readonly (number | string)[] = [];
  for await (const field of reader.fields(message.start, message.end)) {
    if (field.number === NAME) name = await reader.text(field);
    if (field.number !== TYPE) continue;
    for await (const kind of reader.fields(field.start, field.end)) {
      if (kind.number !== TENSOR_TYPE) continue;
      for await (const part of reader.fields(kind.start, kind.end)) {
        if (part.number === ELEMENT_TYPE) type = ELEMENT_TYPES.get(part.varint) ?? 'unknown';
        if (part.number === SHAPE) shape = await readShape(reader, part);
      }
    }
  }
  return { name, type, shape };
}

async function readShape(
  reader: ProtobufFile,
  message: ProtobufField,
): Promise<readonly (number | string)[]> {
  const shape: (number | string)[] = [];
  for await (const dimension of reader.fields(message.start, message.end)) {
    if (dimension.number !== DIMENSION) continue;
    let length: number | string = '';
    for await (const field of reader.fields(dimension.start, dimension.end)) {
      if (field.number === DIMENSION_VALUE) length = field.varint;
      if (field.number === DIMENSION_NAME) length = await reader.text(field);
    }
    shape.push(length);
  }
  return shape;
}
