import { writeFile } from 'node:fs/promises';
import { bytesField, numberField, textField } from '../runtime/protobuf-bytes.js';

/** An operator with its domain; '' is ONNX's own. */
type Operator = readonly [domain: string, name: string];

const FLOAT32 = 1;

/**
 * Writes an ONNX file with nodes that are nothing but names and one input `sample` and one output `out`: enough for
 * what reads graphs without loading them.
 *
 * @param elementType TensorProto.DataType of the input
 * @param outputType the same of the output
 */
export async function writeGraph(
  path: string,
  operators: readonly Operator[],
  elementType = FLOAT32,
  outputType = FLOAT32,
): Promise<void> {
  const nodes = operators.map(([domain, name]) =>
    bytesField(1, [...textField(4, name), ...textField(7, domain)]),
  );
  const input = bytesField(11, port('sample', elementType));
  const output = bytesField(12, port('out', outputType));
  await writeFile(path, Uint8Array.from(bytesField(7, [...nodes.flat(), ...input, ...output])));
}

function port(name: string, elementType: number): readonly number[] {
  const tensorType = bytesField(1, numberField(1, elementType));
  return [...textField(1, name), ...bytesField(2, tensorType)];
}
