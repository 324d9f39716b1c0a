import type { FileHandle } from 'node:fs/promises';

const BLOCK_BYTES = 1 << 16;

/** Wire types of protobuf (https://protobuf.dev/programming-guides/encoding/). */
const VARINT = 0;
const FIXED64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

/** A field of a message: its value lies between `start` and `end`. */
export interface ProtobufField {
  readonly number: number;
  readonly isVarint: boolean;
  /** The value of a varint field; 0 for others. */
  readonly varint: number;
  readonly start: number;
  readonly end: number;
}

/** Walks a protobuf message in a file without reading the values that are passed over. */
export class ProtobufFile {
  readonly #file: FileHandle;
  readonly #size: number;
  #block: Buffer = Buffer.alloc(0);
  #blockStart = 0;

  constructor(file: FileHandle, sizeBytes: number) {
    this.#file = file;
    this.#size = sizeBytes;
  }

  /**
   * The fields of the message between two offsets.
   *
   * @throws RangeError when the file ends before the message does, or is no protobuf
   */
  async *fields(start: number, end: number): AsyncGenerator<ProtobufField> {
    let position = start;
    while (position < end) {
      const tag = await this.#varint(position);
      const field = await this.#field(tag.value, tag.end);
      if (field.end > end) throw new RangeError(`a field ends at ${field.end}, its message at ${end}`);
      yield field;
      position = field.end;
    }
  }

  /** The numbers of a repeated varint field, packed or one by one. */
  async *numbers(field: ProtobufField): AsyncGenerator<number> {
    if (field.isVarint) {
      yield field.varint;
      return;
    }
    for (let position = field.start; position < field.end;) {
      const { value, end } = await this.#varint(position);
      yield value;
      position = end;
    }
  }

  /** The text of a field. */
  async text({ start, end }: ProtobufField): Promise<string> {
    const offset = start - this.#blockStart;
    if (offset >= 0 && end - this.#blockStart <= this.#block.length) {
      return this.#block.toString('utf8', offset, end - this.#blockStart);
    }
    const bytes = await this.#file.read(Buffer.alloc(end - start), 0, end - start, start);
    return bytes.buffer.toString('utf8');
  }

  async #field(tag: number, position: number): Promise<ProtobufField> {
    const number = Math.floor(tag / 8);
    switch (tag % 8) {
      case VARINT: {
        const { value, end } = await this.#varint(position);
        return { number, isVarint: true, varint: value, start: position, end };
      }
      case FIXED64:
        return { number, isVarint: false, varint: 0, start: position, end: position + 8 };
      case LENGTH_DELIMITED: {
        const { value, end } = await this.#varint(position);
        return { number, isVarint: false, varint: 0, start: end, end: end + value };
      }
      case FIXED32:
        return { number, isVarint: false, varint: 0, start: position, end: position + 4 };
      default:
        throw new RangeError(`byte ${position} is no protobuf field`);
    }
  }

  async #varint(position: number): Promise<{ readonly value: number; readonly end: number }> {
    let value = 0;
    for (let i = 0; i < 10; i++) {
      const byte = await this.#byte(position + i);
      value += (byte & 0x7f) * 2 ** (7 * i);
      if (byte < 0x80) return { value, end: position + i + 1 };
    }
    throw new RangeError(`byte ${position} is no protobuf number`);
  }

  async #byte(position: number): Promise<number> {
    if (position >= this.#size) throw new RangeError(`the file ends at ${this.#size}`);
    const offset = position - this.#blockStart;
    const cached = offset >= 0 ? this.#block[offset] : undefined;
    if (cached !== undefined) return cached;
    const { buffer, bytesRead } = await this.#file.read(Buffer.alloc(BLOCK_BYTES), 0, BLOCK_BYTES, position);
    this.#block = buffer.subarray(0, bytesRead);
    this.#blockStart = position;
    return this.#block[0] ?? 0;
  }
}
