import { open } from 'node:fs/promises';
import { BackendError } from '@cyberimage/core';
import { ProtobufFile, type ProtobufField } from './protobuf-file.js';
import { rememberByFile } from './remember-by-file.js';

/*
 * Field numbers of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto: ModelProto.graph,
 * GraphProto.node, NodeProto.op_type and .domain.
 */
const GRAPH = 7;
const NODE = 1;
const OPERATOR = 4;
const DOMAIN = 7;

/**
 * The operators of a graph, read from its file without loading it.
 *
 * @param path absolute path of a `.onnx` file
 * @returns names, with their domain in front where it is not ONNX's own: `com.microsoft.GroupNorm`
 * @throws BackendError `model-missing` when the file is absent, cut off or not ONNX
 */
export const readGraphOperators = rememberByFile(readOperators);

async function readOperators(path: string, size: number): Promise<ReadonlySet<string>> {
  try {
    await using file = await open(path);
    const reader = new ProtobufFile(file, size);
    const operators = new Set<string>();
    for await (const field of reader.fields(0, size)) {
      if (field.number !== GRAPH) continue;
      for await (const part of reader.fields(field.start, field.end)) {
        if (part.number === NODE) operators.add(await readOperator(reader, part));
      }
    }
    return operators;
  } catch (error) {
    const reason = error instanceof RangeError ? `is cut off or damaged: ${error.message}` : 'cannot be read';
    throw new BackendError('model-missing', `${path} ${reason}`, { cause: error });
  }
}

async function readOperator(reader: ProtobufFile, node: ProtobufField): Promise<string> {
  let operator = '';
  let domain = '';
  for await (const field of reader.fields(node.start, node.end)) {
    if (field.number === OPERATOR) operator = await reader.text(field);
    if (field.number === DOMAIN) domain = await reader.text(field);
  }
  return domain === '' || domain === 'ai.onnx' ? operator : `${domain}.${operator}`;
}
