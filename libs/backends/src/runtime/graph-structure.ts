import { open } from 'node:fs/promises';
import { BackendError } from '@cyberimage/core';
import { ProtobufFile, type ProtobufField } from './protobuf-file.js';

/*
 * Field numbers of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto: ModelProto.graph;
 * GraphProto.node, .initializer; NodeProto.input, .output, .name, .op_type, .attribute, .domain;
 * AttributeProto.name, .i; TensorProto.dims, .data_type, .float_data, .name, .raw_data, .external_data;
 * StringStringEntryProto.key, .value.
 */
const GRAPH = 7;
const NODE = 1;
const INITIALIZER = 5;
const NODE_FIELDS = { input: 1, output: 2, name: 3, operator: 4, attribute: 5, domain: 7 };
const ATTRIBUTE_FIELDS = { name: 1, integer: 3 };
const TENSOR_FIELDS = { dimensions: 1, type: 2, floats: 4, name: 8, bytes: 9, external: 13 };
const ENTRY_FIELDS = { key: 1, value: 2 };

/** A node of a graph. */
export interface GraphNode {
  readonly name: string;
  /** With its domain in front where that is not ONNX's own: `com.microsoft.Attention`. */
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Attributes that are whole numbers. */
  readonly integers: ReadonlyMap<string, number>;
}

/** A constant of a graph, and where its values lie. */
export interface GraphConstant {
  readonly name: string;
  readonly dims: readonly number[];
  /** TensorProto.DataType: 1 is float32, 10 is float16. */
  readonly type: number;
  /** Undefined where the values are not stored as plain bytes. */
  readonly place: BytePlace | undefined;
}

/** A run of bytes of a file. */
export interface BytePlace {
  /** Relative to the graph's folder; undefined for the graph's own file. */
  readonly file: string | undefined;
  readonly offset: number;
  /** 0 where an external file holds nothing else. */
  readonly length: number;
}

/** What a graph is made of. */
export interface GraphStructure {
  readonly nodes: readonly GraphNode[];
  readonly constants: ReadonlyMap<string, GraphConstant>;
}

/**
 * Reads a graph's nodes and the places of its weights, from its file and without loading it.
 *
 * @param path absolute path of a `.onnx` file
 * @throws BackendError `model-missing` when the file is absent, cut off or not ONNX
 */
export async function readGraphStructure(path: string): Promise<GraphStructure> {
  try {
    await using file = await open(path);
    const { size } = await file.stat();
    const reader = new ProtobufFile(file, size);
    const nodes: GraphNode[] = [];
    const constants = new Map<string, GraphConstant>();
    for await (const field of reader.fields(0, size)) {
      if (field.number !== GRAPH) continue;
      for await (const part of reader.fields(field.start, field.end)) {
        if (part.number === NODE) nodes.push(await readNode(reader, part));
        if (part.number !== INITIALIZER) continue;
        const constant = await readConstant(reader, part);
        constants.set(constant.name, constant);
      }
    }
    return { nodes, constants };
  } catch (error) {
    const reason = error instanceof RangeError ? `is cut off or damaged: ${error.message}` : 'cannot be read';
    throw new BackendError('model-missing', `${path} ${reason}`, { cause: error });
  }
}

async function readNode(reader: ProtobufFile, message: ProtobufField): Promise<GraphNode> {
  const texts = { name: '', operator: '', domain: '' };
  const inputs: string[] = [];
  const outputs: string[] = [];
  const integers = new Map<string, number>();
  for await (const field of reader.fields(message.start, message.end)) {
    switch (field.number) {
      case NODE_FIELDS.input:
        inputs.push(await reader.text(field));
        break;
      case NODE_FIELDS.output:
        outputs.push(await reader.text(field));
        break;
      case NODE_FIELDS.name:
        texts.name = await reader.text(field);
        break;
      case NODE_FIELDS.operator:
        texts.operator = await reader.text(field);
        break;
      case NODE_FIELDS.domain:
        texts.domain = await reader.text(field);
        break;
      case NODE_FIELDS.attribute:
        await readInteger(reader, field, integers);
    }
  }
  const isOwn = texts.domain === '' || texts.domain === 'ai.onnx';
  const operator = isOwn ? texts.operator : `${texts.domain}.${texts.operator}`;
  return { name: texts.name, operator, inputs, outputs, integers };
}

async function readInteger(
  reader: ProtobufFile,
  message: ProtobufField,
  integers: Map<string, number>,
): Promise<void> {
  let name = '';
  let value: number | undefined;
  for await (const field of reader.fields(message.start, message.end)) {
    if (field.number === ATTRIBUTE_FIELDS.name) name = await reader.text(field);
    if (field.number === ATTRIBUTE_FIELDS.integer) value = field.varint;
  }
  if (value !== undefined) integers.set(name, value);
}

async function readConstant(reader: ProtobufFile, message: ProtobufField): Promise<GraphConstant> {
  let name = '';
  let type = 0;
  let place: BytePlace | undefined;
  const dims: number[] = [];
  const external = new Map<string, string>();
  for await (const field of reader.fields(message.start, message.end)) {
    switch (field.number) {
      case TENSOR_FIELDS.name:
        name = await reader.text(field);
        break;
      case TENSOR_FIELDS.type:
        type = field.varint;
        break;
      case TENSOR_FIELDS.dimensions:
        for await (const length of reader.numbers(field)) dims.push(length);
        break;
      // Packed floats have the bytes of raw ones.
      case TENSOR_FIELDS.floats:
      case TENSOR_FIELDS.bytes:
        place = { file: undefined, offset: field.start, length: field.end - field.start };
        break;
      case TENSOR_FIELDS.external:
        await readEntry(reader, field, external);
    }
  }
  const file = external.get('location');
  if (file === undefined) return { name, dims, type, place };
  const [offset, length] = ['offset', 'length'].map((key) => Number(external.get(key) ?? 0));
  return { name, dims, type, place: { file, offset: offset ?? 0, length: length ?? 0 } };
}

async function readEntry(
  reader: ProtobufFile,
  message: ProtobufField,
  entries: Map<string, string>,
): Promise<void> {
  let key = '';
  let value = '';
  for await (const field of reader.fields(message.start, message.end)) {
    if (field.number === ENTRY_FIELDS.key) key = await reader.text(field);
    if (field.number === ENTRY_FIELDS.value) value = await reader.text(field);
  }
  entries.set(key, value);
}
