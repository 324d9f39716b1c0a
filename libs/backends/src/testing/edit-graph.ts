import { readFile, writeFile } from 'node:fs/promises';
import { bytesField, numberField, textField } from '../runtime/protobuf-bytes.js';
import { fieldsOf, messageField, type Field } from './protobuf-fields.js';

/** How an exporter of another kind would have made a graph. Ports go by the names that they have so far. */
export interface GraphEdit {
  /** Other names of inputs and outputs. */
  readonly names?: Readonly<Record<string, string>>;
  /** Other TensorProto.DataTypes of inputs and outputs; a cast stands between. */
  readonly types?: Readonly<Record<string, number>>;
  /** Inputs with one more dimension in front, of which the graph reads the first row. */
  readonly rows?: readonly string[];
  /** Fixed dimensions, those of `rows` included. */
  readonly shapes?: Readonly<Record<string, readonly number[]>>;
  /** Outputs that are left out, and what their tensors are called from then on. */
  readonly hidden?: Readonly<Record<string, string>>;
}

export const INT32 = 6;
export const INT64 = 7;
export const BOOL = 9;
export const FLOAT32 = 1;
export const FLOAT16 = 10;
export const BFLOAT16 = 16;

/*
 * Field numbers of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto: ModelProto.graph; GraphProto.node, .input,
 * .output; NodeProto.input, .output, .name, .op_type, .attribute; AttributeProto.name, .i, .type, .ints;
 * ValueInfoProto.name, .type; TypeProto.tensor_type; Tensor.elem_type, .shape; TensorShapeProto.dim;
 * Dimension.dim_value, .dim_param.
 */
const GRAPH = 7;
const PART = { node: 1, input: 11, output: 12 };
const NODE = { input: 1, output: 2, name: 3, operator: 4, attribute: 5 };
const DIMENSION_NAME = 2;
/** AttributeProto.AttributeType. */
const INTEGER = 2;

interface EditedPort {
  readonly field: Field;
  /** Nodes between the port and what the graph calls it. */
  readonly nodes: readonly Buffer[];
}

/** Changes the ports of an ONNX file as an exporter of another kind would have made them. */
export async function editGraph(file: string, edit: GraphEdit): Promise<void> {
  const model = fieldsOf(await readFile(file)).map((field) =>
    field.number === GRAPH ? messageField(GRAPH, editedGraph(field.content, edit)) : field.whole,
  );
  await writeFile(file, Buffer.concat(model));
}

function editedGraph(graph: Buffer, edit: GraphEdit): Buffer {
  const parts = fieldsOf(graph);
  const named = (number: number) => parts.filter((part) => part.number === number);
  const inner = new Map<string, string>(Object.entries(edit.hidden ?? {}));
  for (const port of [...named(PART.input), ...named(PART.output)]) {
    const name = nameOf(port);
    if (isEdited(name, edit)) inner.set(name, `${name}/inside`);
  }
  const inputs = named(PART.input).map((port) => editedPort(port, edit, inner));
  const outputs = named(PART.output)
    .filter((port) => edit.hidden?.[nameOf(port)] === undefined)
    .map((port) => editedPort(port, edit, inner));
  const nodes = named(PART.node).map(({ content }) => messageField(PART.node, renamedNode(content, inner)));
  const others = parts.filter(({ number }) => !Object.values(PART).includes(number));
  return Buffer.concat([
    ...inputs.flatMap((port) => port.nodes),
    ...nodes,
    ...outputs.flatMap((port) => port.nodes),
    ...[...others, ...inputs.map(({ field }) => field), ...outputs.map(({ field }) => field)].map(
      ({ whole }) => whole,
    ),
  ]);
}

function isEdited(name: string, { names, types, rows, shapes }: GraphEdit): boolean {
  return (
    [names, types, shapes].some((record) => record !== undefined && name in record) ||
    rows?.includes(name) === true
  );
}

function editedPort(port: Field, edit: GraphEdit, inner: ReadonlyMap<string, string>): EditedPort {
  const name = nameOf(port);
  const inside = inner.get(name);
  if (inside === undefined) return { field: port, nodes: [] };
  const outside = edit.names?.[name] ?? name;
  const { type, dims } = tensorOf(port);
  const isRow = edit.rows?.includes(name) === true;
  const shape = edit.shapes?.[name]?.map((length) => numberField(1, length)) ?? [
    ...(isRow ? [textField(DIMENSION_NAME, 'rows')] : []),
    ...dims,
  ];
  const outerType = edit.types?.[name] ?? type;
  const field = valueInfo(port.number, outside, outerType, shape);
  if (port.number === PART.output) return { field, nodes: [cast(inside, outside, outerType)] };
  if (!isRow) return { field, nodes: [cast(outside, inside, type)] };
  const nodes = [cast(outside, `${name}/rows`, type), ...firstRow(`${name}/rows`, inside)];
  return { field, nodes };
}

function valueInfo(part: number, name: string, type: number, dims: readonly (readonly number[])[]): Field {
  const shape = bytesField(
    2,
    dims.flatMap((dim) => bytesField(1, dim)),
  );
  const tensor = bytesField(1, [...numberField(1, type), ...shape]);
  const whole = Buffer.from(bytesField(part, [...textField(1, name), ...bytesField(2, tensor)]));
  return { number: part, whole, content: whole };
}

function cast(from: string, to: string, type: number): Buffer {
  return node('Cast', [from], to, [
    ...textField(1, 'to'),
    ...numberField(3, type),
    ...numberField(20, INTEGER),
  ]);
}

function firstRow(from: string, to: string): readonly Buffer[] {
  const zero = [...textField(1, 'value_int'), ...numberField(3, 0), ...numberField(20, INTEGER)];
  const axis = [...textField(1, 'axis'), ...numberField(3, 0), ...numberField(20, INTEGER)];
  return [node('Constant', [], `${to}/zero`, zero), node('Gather', [from, `${to}/zero`], to, axis)];
}

function node(
  operator: string,
  inputs: readonly string[],
  output: string,
  attribute: readonly number[],
): Buffer {
  return Buffer.from(
    bytesField(PART.node, [
      ...inputs.flatMap((name) => textField(NODE.input, name)),
      ...textField(NODE.output, output),
      ...textField(NODE.name, output),
      ...textField(NODE.operator, operator),
      ...bytesField(NODE.attribute, attribute),
    ]),
  );
}

function renamedNode(content: Buffer, inner: ReadonlyMap<string, string>): Buffer {
  return Buffer.concat(
    fieldsOf(content).map((field) => {
      const name =
        field.number === NODE.input || field.number === NODE.output
          ? inner.get(field.content.toString())
          : undefined;
      return name === undefined ? field.whole : Buffer.from(textField(field.number, name));
    }),
  );
}

function nameOf(port: Field): string {
  return (
    fieldsOf(port.content)
      .find(({ number }) => number === 1)
      ?.content.toString() ?? ''
  );
}

function tensorOf(port: Field): { readonly type: number; readonly dims: readonly (readonly number[])[] } {
  const tensor = firstField(firstField(port.content, 2), 1);
  const type = fieldsOf(tensor).find(({ number }) => number === 1)?.whole[1] ?? 0;
  return { type, dims: fieldsOf(firstField(tensor, 2)).map(({ content }) => [...content]) };
}

/** The first field of a number; empty where there is none. */
function firstField(message: Buffer, number: number): Buffer {
  return fieldsOf(message).find((field) => field.number === number)?.content ?? Buffer.alloc(0);
}
