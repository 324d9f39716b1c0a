/** EXIF 2.32, tags of the Exif IFD and of IFD0. */
const TAGS = { description: 0x010e, make: 0x010f, software: 0x0131, makerNote: 0x927c, userComment: 0x9286 };
const EXIF_IFD_POINTER = 0x8769;
const ASCII = 2;
const LONG = 4;
const UNDEFINED = 7;
const ENTRY_BYTES = 12;
const TIFF_HEADER_BYTES = 8;
const UNICODE = Buffer.from('UNICODE\0', 'latin1');
const ASCII_CODE = Buffer.from('ASCII\0\0\0', 'latin1');

/** What an EXIF block holds that matters to a gallery. */
export interface ExifTexts {
  /** Where A1111 and Forge keep the generation data of JPEG and WebP files. */
  readonly userComment?: string;
  /** Bytes that only the maker of the file understands. */
  readonly makerNote?: Buffer;
  /** ComfyUI's WebP writers put `workflow:{…}` here. */
  readonly description?: string;
  /** ComfyUI's WebP writers put `prompt:{…}` here. */
  readonly make?: string;
  readonly software?: string;
}

interface Entry {
  readonly tag: number;
  readonly type: number;
  readonly value: Buffer;
}

/**
 * An EXIF block: a TIFF file, big-endian, without the `Exif\0\0` that JPEG puts before it. The comment is
 * UTF-16BE behind `UNICODE\0`, as the web UIs write it; sharp cannot write that, nor a maker note.
 */
export function writeExif({
  software = '',
  userComment = '',
  makerNote = Buffer.alloc(0),
}: Pick<ExifTexts, 'software' | 'userComment' | 'makerNote'>): Buffer {
  const comment = Buffer.concat([UNICODE, Buffer.from(userComment, 'utf16le').swap16()]);
  const inner: Entry[] = [
    { tag: TAGS.makerNote, type: UNDEFINED, value: makerNote },
    { tag: TAGS.userComment, type: UNDEFINED, value: userComment === '' ? Buffer.alloc(0) : comment },
  ].filter(({ value }) => value.length > 0);
  const outer = (pointer: number): Entry[] => {
    const at = Buffer.alloc(4);
    at.writeUInt32BE(pointer);
    return [
      { tag: TAGS.software, type: ASCII, value: Buffer.from(`${software}\0`, 'latin1') },
      { tag: EXIF_IFD_POINTER, type: LONG, value: at },
    ];
  };
  const innerOffset = TIFF_HEADER_BYTES + writeDirectory(outer(0), TIFF_HEADER_BYTES).length;
  const header = Buffer.from([0x4d, 0x4d, 0, 42, 0, 0, 0, TIFF_HEADER_BYTES]);
  const first = writeDirectory(outer(innerOffset), TIFF_HEADER_BYTES);
  return Buffer.concat([header, first, writeDirectory(inner, innerOffset)]);
}

/** One directory with its values behind it. Values of up to four bytes lie in the entry itself. */
function writeDirectory(entries: readonly Entry[], offset: number): Buffer {
  const head = Buffer.alloc(2 + entries.length * ENTRY_BYTES + 4);
  head.writeUInt16BE(entries.length, 0);
  const values: Buffer[] = [];
  let at = offset + head.length;
  for (const [index, { tag, type, value }] of entries.entries()) {
    const place = 2 + index * ENTRY_BYTES;
    head.writeUInt16BE(tag, place);
    head.writeUInt16BE(type, place + 2);
    head.writeUInt32BE(type === LONG ? 1 : value.length, place + 4);
    if (value.length <= 4) {
      value.copy(head, place + 8);
      continue;
    }
    head.writeUInt32BE(at, place + 8);
    const padded = value.length % 2 === 0 ? value : Buffer.concat([value, Buffer.alloc(1)]);
    values.push(padded);
    at += padded.length;
  }
  return Buffer.concat([head, ...values]);
}

/** The texts of an EXIF block of either byte order. What is damaged counts as absent; never throws. */
export function readExif(block: Buffer): ExifTexts {
  const tiff = block.subarray(0, 4).toString('latin1') === 'Exif' ? block.subarray(6) : block;
  const order = tiff.subarray(0, 2).toString('latin1');
  if (tiff.length < TIFF_HEADER_BYTES || (order !== 'MM' && order !== 'II')) return {};
  const reader = new TiffReader(tiff, order === 'II');
  const outer = reader.directory(reader.uint32(4));
  const pointer = outer.get(EXIF_IFD_POINTER);
  const inner =
    pointer === undefined ? new Map<number, Buffer>() : reader.directory(reader.uint32In(pointer));
  const comment = inner.get(TAGS.userComment);
  const makerNote = inner.get(TAGS.makerNote);
  const texts = { description: TAGS.description, make: TAGS.make, software: TAGS.software };
  return {
    ...Object.fromEntries(
      Object.entries(texts).flatMap(([name, tag]) => {
        const value = outer.get(tag);
        return value === undefined ? [] : [[name, value.toString('utf8').replace(/\0+$/, '')]];
      }),
    ),
    ...(comment !== undefined && { userComment: readComment(comment, order === 'II') }),
    ...(makerNote !== undefined && { makerNote }),
  };
}

function readComment(value: Buffer, isLittleEndian: boolean): string {
  const [code, text] = [value.subarray(0, 8), value.subarray(8)];
  if (!code.equals(UNICODE)) {
    const isCoded = code.equals(ASCII_CODE) || code.every((byte) => byte === 0);
    return (isCoded ? text : value).toString('utf8').replace(/\0+$/, '');
  }
  const even = text.subarray(0, text.length & ~1);
  // A1111 writes big-endian whatever the block's order is; others follow the block. Zeros tell.
  const zeros = [0, 0];
  for (const [index, byte] of even.subarray(0, 512).entries()) if (byte === 0) zeros[index % 2]! += 1;
  const isLittle = zeros[0] === zeros[1] ? isLittleEndian && zeros[0]! > 0 : zeros[1]! > zeros[0]!;
  return (isLittle ? even : Buffer.from(even).swap16()).toString('utf16le').replace(/\0+$/, '');
}

/** Reads directories of a TIFF file without ever leaving it. */
class TiffReader {
  constructor(
    private readonly tiff: Buffer,
    private readonly isLittleEndian: boolean,
  ) {}

  /** Values by tag. Only bytes, texts and pointers are of interest. */
  directory(offset: number): Map<number, Buffer> {
    const values = new Map<number, Buffer>();
    if (offset + 2 > this.tiff.length) return values;
    const count = Math.min(this.uint16(offset), (this.tiff.length - offset - 2) / ENTRY_BYTES);
    for (let index = 0; index < Math.floor(count); index++) {
      const at = offset + 2 + index * ENTRY_BYTES;
      const type = this.uint16(at + 2);
      const length = this.uint32(at + 4) * (type === LONG ? 4 : 1);
      const start = length <= 4 ? at + 8 : this.uint32(at + 8);
      if (start + length <= this.tiff.length) {
        values.set(this.uint16(at), this.tiff.subarray(start, start + length));
      }
    }
    return values;
  }

  uint32(offset: number): number {
    return this.uint32In(this.tiff.subarray(offset, offset + 4));
  }

  uint32In(bytes: Buffer): number {
    if (bytes.length < 4) return this.tiff.length;
    return this.isLittleEndian ? bytes.readUInt32LE() : bytes.readUInt32BE();
  }

  private uint16(offset: number): number {
    return this.isLittleEndian ? this.tiff.readUInt16LE(offset) : this.tiff.readUInt16BE(offset);
  }
}
