import { writeFile } from 'node:fs/promises';

/** A tensor to write. */
export interface PlainTensor {
  readonly name: string;
  /** `F32`, `F16`, … */
  readonly type: string;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** Writes a safetensors file: https://huggingface.co/docs/safetensors/index#format. */
export async function writeSafetensors(
  path: string,
  tensors: readonly PlainTensor[],
  metadata?: Readonly<Record<string, string>>,
): Promise<void> {
  let end = 0;
  const entries = tensors.map(({ name, type, shape, bytes }) => {
    const start = end;
    end += bytes.length;
    return [name, { dtype: type, shape, data_offsets: [start, end] }];
  });
  const header = { ...(metadata && { __metadata__: metadata }), ...Object.fromEntries(entries) };
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  await writeFile(path, Buffer.concat([length, text, ...tensors.map(({ bytes }) => bytes)]));
}

/** A LoRA of the kohya names with one layer for each of the given ones, all of rank 1 and zeros. */
export function zeroLayers(layers: Readonly<Record<string, readonly [outputs: number, inputs: number]>>) {
  return Object.entries(layers).flatMap(([name, [outputs, inputs]]): readonly PlainTensor[] => [
    { name: `${name}.lora_down.weight`, type: 'F32', shape: [1, inputs], bytes: new Uint8Array(inputs * 4) },
    { name: `${name}.lora_up.weight`, type: 'F32', shape: [outputs, 1], bytes: new Uint8Array(outputs * 4) },
  ]);
}
