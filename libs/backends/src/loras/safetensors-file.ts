import { open, type FileHandle } from 'node:fs/promises';
import { fromHalfFloats } from '../runtime/half-float.js';

/** A tensor of a safetensors file, not read yet. */
export interface TensorEntry {
  readonly name: string;
  /** As the file has it: `F32`, `F16`, `BF16`, … */
  readonly type: string;
  readonly shape: readonly number[];
  /** Of its first byte, from the start of the file. */
  readonly offset: number;
  readonly length: number;
}

/** What a safetensors file says of itself. */
export interface SafetensorsHeader {
  readonly tensors: readonly TensorEntry[];
  /** Free texts of the tool that wrote it. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** The file is cut off, damaged, or no safetensors file; the message says which, for people. */
export class DamagedFileError extends Error {}

/** The limit of the format's own library. */
const MAX_HEADER_BYTES = 100_000_000;
const PREFIX_BYTES = 8;

/** Bytes of a value, by the format's names: https://huggingface.co/docs/safetensors/index#format. */
const VALUE_BYTES: Readonly<Record<string, number>> = {
  BOOL: 1,
  U8: 1,
  I8: 1,
  F8_E4M3: 1,
  F8_E5M2: 1,
  F8_E8M0: 1,
  U16: 2,
  I16: 2,
  F16: 2,
  BF16: 2,
  U32: 4,
  I32: 4,
  F32: 4,
  U64: 8,
  I64: 8,
  F64: 8,
};

/**
 * Reads the header of a safetensors file and holds it against the file: each tensor has the bytes that its
 * shape takes, and together they fill the file without gap or overlap, as the format asks.
 *
 * @throws DamagedFileError
 */
export async function readSafetensorsHeader(file: FileHandle): Promise<SafetensorsHeader> {
  const { size } = await file.stat();
  const prefix = await readBytes(file, 0, Math.min(PREFIX_BYTES, size));
  const length = size < PREFIX_BYTES ? NaN : Number(prefix.readBigUInt64LE());
  if (!(length <= MAX_HEADER_BYTES)) throw new DamagedFileError('it is no safetensors file');
  if (PREFIX_BYTES + length > size) throw new DamagedFileError('it is cut off in its header');
  const header = parseHeader((await readBytes(file, PREFIX_BYTES, length)).toString('utf8'));
  const { __metadata__: texts = {}, ...entries } = header;
  const start = PREFIX_BYTES + length;
  const tensors = Object.entries(entries).map(([name, entry]) => readEntry(name, entry, start));
  requireFilled(tensors, start, size);
  const metadata = Object.entries(toRecord(texts) ?? {}).filter(([, text]) => typeof text === 'string');
  return { tensors, metadata: Object.fromEntries(metadata) as Record<string, string> };
}

/**
 * Reads a tensor's values as float32.
 *
 * @throws DamagedFileError for a type other than F64, F32, F16 and BF16
 */
export async function readTensor(file: FileHandle, tensor: TensorEntry): Promise<Float32Array> {
  const { type, offset, length, name } = tensor;
  const { buffer } = new Uint8Array(await readBytes(file, offset, length));
  switch (type) {
    case 'F64':
      return Float32Array.from(new Float64Array(buffer));
    case 'F32':
      return new Float32Array(buffer);
    case 'F16':
      return fromHalfFloats(new Uint16Array(buffer));
    case 'BF16':
      return fromBfloats(new Uint16Array(buffer));
    default:
      throw new DamagedFileError(`its tensor ${name} is of type ${type}; F32, F16 and BF16 can be read`);
  }
}

/** bfloat16 is the upper half of float32. */
function fromBfloats(values: Uint16Array): Float32Array {
  const bits = new Uint32Array(values.length);
  for (let i = 0; i < values.length; i++) bits[i] = values[i]! << 16;
  return new Float32Array(bits.buffer);
}

async function readBytes(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  if (bytesRead < length) throw new DamagedFileError(`it ends at byte ${position + bytesRead}`);
  return buffer;
}

function parseHeader(text: string): Readonly<Record<string, unknown>> {
  try {
    const header = toRecord(JSON.parse(text));
    if (header !== undefined) return header;
  } catch {
    // The message below says it for people.
  }
  throw new DamagedFileError('its header is no JSON object');
}

function readEntry(name: string, value: unknown, start: number): TensorEntry {
  const entry = toRecord(value) ?? {};
  const { dtype, shape, data_offsets: offsets } = entry;
  const [begin = NaN, end = NaN] = isLengths(offsets) && offsets.length === 2 ? offsets : [];
  if (typeof dtype !== 'string' || !isLengths(shape) || !(begin <= end)) {
    throw new DamagedFileError(`its entry for ${name} is damaged`);
  }
  const bytes = shape.reduce((product, dim) => product * dim, VALUE_BYTES[dtype] ?? NaN);
  if (!Number.isNaN(bytes) && bytes !== end - begin) {
    throw new DamagedFileError(`its tensor ${name} has ${end - begin} bytes in place of ${bytes}`);
  }
  return { name, type: dtype, shape, offset: start + begin, length: end - begin };
}

function requireFilled(tensors: readonly TensorEntry[], start: number, size: number): void {
  let position = start;
  for (const { name, offset, length } of tensors.toSorted(
    (one, other) => one.offset - other.offset || one.length - other.length,
  )) {
    if (offset !== position) throw new DamagedFileError(`its tensor ${name} begins at the wrong place`);
    position += length;
  }
  if (position > size) throw new DamagedFileError(`it is cut off: ${size} bytes of ${position}`);
  if (position < size) throw new DamagedFileError(`it goes on for ${size - position} bytes after its end`);
}

function isLengths(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((entry) => Number.isSafeInteger(entry) && Number(entry) >= 0);
}

function toRecord(value: unknown): Readonly<Record<string, unknown>> | undefined {
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isRecord ? (value as Readonly<Record<string, unknown>>) : undefined;
}

/** Opens a file, does something with it and closes it. */
export async function withFile<T>(path: string, use: (file: FileHandle) => Promise<T>): Promise<T> {
  await using file = await open(path);
  return await use(file);
}
