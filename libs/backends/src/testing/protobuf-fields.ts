import { bytesField } from '../runtime/protobuf-bytes.js';

/** A field of a protobuf message, as it lies in the file. */
export interface Field {
  readonly number: number;
  /** Its tag included. */
  readonly whole: Buffer;
  /** Empty for a number. */
  readonly content: Buffer;
}

/** Wire types. */
const VARINT = 0;
const FIXED64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

/** A message or a text, of any length. */
export function messageField(number: number, content: Buffer): Buffer {
  const [tag = 0] = bytesField(number, []);
  return Buffer.concat([Buffer.from([tag, ...varint(content.length)]), content]);
}

function varint(value: number): readonly number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)];
}

/** The fields of a message, in their order. */
export function fieldsOf(message: Buffer): readonly Field[] {
  const fields: Field[] = [];
  for (let start = 0; start < message.length;) {
    const tag = readVarint(message, start);
    const wire = tag.value & 7;
    const value =
      wire === LENGTH_DELIMITED || wire === VARINT
        ? readVarint(message, tag.end)
        : { value: 0, end: tag.end };
    const fixed = wire === FIXED64 ? 8 : wire === FIXED32 ? 4 : 0;
    const end = value.end + (wire === LENGTH_DELIMITED ? value.value : fixed);
    const content = wire === LENGTH_DELIMITED ? message.subarray(value.end, end) : Buffer.alloc(0);
    fields.push({ number: Math.floor(tag.value / 8), whole: message.subarray(start, end), content });
    start = end;
  }
  return fields;
}

function readVarint(bytes: Buffer, start: number): { readonly value: number; readonly end: number } {
  let value = 0;
  for (let i = 0; ; i++) {
    const byte = bytes[start + i] ?? 0;
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return { value, end: start + i + 1 };
  }
}
