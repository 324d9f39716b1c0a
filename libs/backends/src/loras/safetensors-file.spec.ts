import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeSafetensors } from '../testing/write-safetensors.js';
import { DamagedFileError, readSafetensorsHeader, readTensor, withFile } from './safetensors-file.js';

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'safetensors-'));
});

afterAll(() => rm(folder, { recursive: true }));

const path = () => join(folder, 'file.safetensors');

async function valuesOf(type: string, bytes: Uint8Array, count: number): Promise<readonly number[]> {
  await writeSafetensors(path(), [{ name: 'a', type, shape: [count], bytes }]);
  return withFile(path(), async (file) => {
    const { tensors } = await readSafetensorsHeader(file);
    return [...(await readTensor(file, tensors[0]!))];
  });
}

describe('a safetensors file', () => {
  it('gives values of every type that LoRAs have', async () => {
    expect(await valuesOf('F32', bytesOf(Float32Array.of(1.5, -2)), 2)).toEqual([1.5, -2]);
    expect(await valuesOf('F64', bytesOf(Float64Array.of(0.25)), 1)).toEqual([0.25]);
    expect(await valuesOf('F16', bytesOf(Uint16Array.of(0x3c00, 0xc100, 0x0001)), 3)).toEqual([
      1,
      -2.5,
      2 ** -24,
    ]);
    expect(await valuesOf('BF16', bytesOf(Uint16Array.of(0x3f80, 0xc020)), 2)).toEqual([1, -2.5]);
    await expect(valuesOf('I8', Uint8Array.of(1), 1)).rejects.toThrow('a is of type I8; F32, F16 and BF16');
  });

  it('tells its metadata', async () => {
    await writeSafetensors(path(), [], { ss_base_model_version: 'sd_v1' });
    const { metadata } = await withFile(path(), readSafetensorsHeader);
    expect(metadata).toEqual({ ss_base_model_version: 'sd_v1' });
  });

  it.each([
    ['empty', Buffer.alloc(0), 'no safetensors file'],
    ['a pickle', Buffer.from('PK\u0003\u0004 and so on'), 'no safetensors file'],
    ['only a length', withHeader('', 100), 'cut off in its header'],
    ['no JSON', withHeader('{"a":'), 'no JSON object'],
    ['a list', withHeader('[]'), 'no JSON object'],
    ['a shorter tensor', withHeader({ a: entry([0, 4], [2]) }, 0, 4), 'a has 4 bytes in place of 8'],
    ['a negative size', withHeader({ a: entry([0, 4], [-1]) }, 0, 4), 'entry for a is damaged'],
    ['offsets the wrong way round', withHeader({ a: entry([4, 0]) }, 0, 4), 'entry for a is damaged'],
    ['a gap', withHeader({ a: entry([4, 8]) }, 0, 8), 'a begins at the wrong place'],
    ['an overlap', withHeader({ a: entry([0, 4]), b: entry([0, 4]) }, 0, 4), 'b begins at the wrong place'],
    ['less than it says', withHeader({ a: entry([0, 4]) }, 0, 3), 'cut off'],
    ['more than it says', withHeader({ a: entry([0, 4]) }, 0, 5), 'goes on for 1 bytes'],
  ])('is refused with %s', async (_, content, message) => {
    await writeFile(path(), content);
    const reading = withFile(path(), readSafetensorsHeader);
    await expect(reading).rejects.toThrow(DamagedFileError);
    await expect(reading).rejects.toThrow(message);
  });
});

function withHeader(header: unknown, missing = 0, dataBytes = 0): Buffer {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length + missing));
  return Buffer.concat([length, text, Buffer.alloc(dataBytes)]);
}

function entry(offsets: readonly number[], shape: readonly unknown[] = [1]) {
  return { dtype: 'F32', shape, data_offsets: offsets };
}

function bytesOf(array: ArrayBufferView): Uint8Array {
  return new Uint8Array(array.buffer);
}
