import { writeFile } from 'node:fs/promises';

/** An operator with its domain; '' is ONNX's own. */
type Operator = readonly [domain: string, name: string];

const FLOAT32 = 1;

/**
 * Writes an ONNX file with nodes that are nothing but names and one input `sample`: enough for what reads
 * graphs without loading them.
 *
 * @param elementType TensorProto.DataType of the input
 */
export async function writeGraph(
  path: string,
  operators: readonly Operator[],
  elementType = FLOAT32,
): Promise<void> {
  const nodes = operators.map(([domain, name]) => message(1, [...text(4, name), ...text(7, domain)]));
  const tensorType = message(1, [0x08, elementType]);
  const input = message(11, [...text(1, 'sample'), ...message(2, tensorType)]);
  await writeFile(path, Uint8Array.from(message(7, [...nodes.flat(), ...input])));
}

/** A length-delimited field of at most 16383 bytes. */
function message(field: number, content: readonly number[]): readonly number[] {
  const { length } = content;
  const size = length < 0x80 ? [length] : [(length & 0x7f) | 0x80, length >> 7];
  return [field * 8 + 2, ...size, ...content];
}

function text(field: number, value: string): readonly number[] {
  return message(field, [...Buffer.from(value)]);
}
