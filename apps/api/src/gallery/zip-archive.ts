import { crc32 } from 'node:zlib';

/** One file of an archive. */
export interface ZipEntry {
  readonly name: string;
  readonly data: Uint8Array;
  readonly modifiedAt: Date;
}

/** Format: PKWARE APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12, 4.3.14 to 4.3.16 and 4.5.3. */
const LOCAL_SIGNATURE = 0x04034b50;
const CENTRAL_SIGNATURE = 0x02014b50;
const END_SIGNATURE = 0x06054b50;
const ZIP64_END_SIGNATURE = 0x06064b50;
const ZIP64_LOCATOR_SIGNATURE = 0x07064b50;
const ZIP64_FIELD = 0x0001;
const VERSION = 20;
const ZIP64_VERSION = 45;
/** Names are UTF-8. */
const FLAGS = 0x0800;
const LOCAL_BYTES = 30;
const CENTRAL_BYTES = 46;
const END_BYTES = 22;
const ZIP64_FIELD_BYTES = 12;
const ZIP64_END_BYTES = 56;
const ZIP64_LOCATOR_BYTES = 20;

/** In place of a number that does not fit its field: it stands in the Zip64 record. */
const TOO_MANY = 0xffff;
const TOO_LARGE = 0xffff_ffff;

/**
 * A ZIP archive piece by piece, with one file at a time in memory; beyond 4 GiB or 65,535 files with Zip64.
 * Files are stored as they are: pictures are compressed already. Each is smaller than 4 GiB.
 */
export async function* zipArchive(entries: AsyncIterable<ZipEntry>): AsyncIterable<Buffer> {
  const directory: Buffer[] = [];
  let offset = 0;
  for await (const entry of entries) {
    const name = Buffer.from(entry.name, 'utf8');
    const facts = entryFacts(entry, name.length);
    const local = Buffer.alloc(LOCAL_BYTES);
    local.writeUInt32LE(LOCAL_SIGNATURE, 0);
    facts.copy(local, 4);
    directory.push(directoryLine(facts, name, offset));
    yield Buffer.concat([local, name]);
    yield Buffer.from(entry.data);
    offset += LOCAL_BYTES + name.length + entry.data.length;
  }
  const central = Buffer.concat(directory);
  yield central;
  yield directoryEnd(directory.length, central.length, offset);
}

/** The fields that a file's own header and its line in the directory have in common. */
function entryFacts({ data, modifiedAt }: ZipEntry, nameBytes: number): Buffer {
  const facts = Buffer.alloc(26);
  facts.writeUInt16LE(VERSION, 0);
  facts.writeUInt16LE(FLAGS, 2);
  facts.writeUInt16LE(0, 4);
  const { time, date } = dosTime(modifiedAt);
  facts.writeUInt16LE(time, 6);
  facts.writeUInt16LE(date, 8);
  facts.writeUInt32LE(crc32(data), 10);
  facts.writeUInt32LE(data.length, 14);
  facts.writeUInt32LE(data.length, 18);
  facts.writeUInt16LE(nameBytes, 22);
  return facts;
}

/** @param offset of the file's header, in bytes from the archive's beginning */
function directoryLine(facts: Buffer, name: Buffer, offset: number): Buffer {
  const isFar = offset >= TOO_LARGE;
  const line = Buffer.alloc(CENTRAL_BYTES);
  line.writeUInt32LE(CENTRAL_SIGNATURE, 0);
  line.writeUInt16LE(isFar ? ZIP64_VERSION : VERSION, 4);
  facts.copy(line, 6);
  line.writeUInt32LE(isFar ? TOO_LARGE : offset, 42);
  if (!isFar) return Buffer.concat([line, name]);
  line.writeUInt16LE(ZIP64_VERSION, 6);
  line.writeUInt16LE(ZIP64_FIELD_BYTES, 30);
  const field = Buffer.alloc(ZIP64_FIELD_BYTES);
  field.writeUInt16LE(ZIP64_FIELD, 0);
  field.writeUInt16LE(ZIP64_FIELD_BYTES - 4, 2);
  field.writeBigUInt64LE(BigInt(offset), 4);
  return Buffer.concat([line, name, field]);
}

/**
 * What closes an archive: where its directory is.
 *
 * @param files number of its files
 * @param bytes length of the directory
 * @param offset of the directory, in bytes from the archive's beginning
 */
function directoryEnd(files: number, bytes: number, offset: number): Buffer {
  const end = Buffer.alloc(END_BYTES);
  end.writeUInt32LE(END_SIGNATURE, 0);
  end.writeUInt16LE(Math.min(files, TOO_MANY), 8);
  end.writeUInt16LE(Math.min(files, TOO_MANY), 10);
  end.writeUInt32LE(Math.min(bytes, TOO_LARGE), 12);
  end.writeUInt32LE(Math.min(offset, TOO_LARGE), 16);
  if (files < TOO_MANY && bytes < TOO_LARGE && offset < TOO_LARGE) return end;
  const large = Buffer.alloc(ZIP64_END_BYTES);
  large.writeUInt32LE(ZIP64_END_SIGNATURE, 0);
  large.writeBigUInt64LE(BigInt(ZIP64_END_BYTES - 12), 4);
  large.writeUInt16LE(ZIP64_VERSION, 12);
  large.writeUInt16LE(ZIP64_VERSION, 14);
  large.writeBigUInt64LE(BigInt(files), 24);
  large.writeBigUInt64LE(BigInt(files), 32);
  large.writeBigUInt64LE(BigInt(bytes), 40);
  large.writeBigUInt64LE(BigInt(offset), 48);
  const locator = Buffer.alloc(ZIP64_LOCATOR_BYTES);
  locator.writeUInt32LE(ZIP64_LOCATOR_SIGNATURE, 0);
  locator.writeBigUInt64LE(BigInt(offset + bytes), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([large, locator, end]);
}

/** Two-second steps from 1980 on, in the machine's own time zone: ZIP knows no other. */
function dosTime(at: Date): { time: number; date: number } {
  return {
    time: (at.getHours() << 11) | (at.getMinutes() << 5) | (at.getSeconds() >> 1),
    date: ((at.getFullYear() - 1980) << 9) | ((at.getMonth() + 1) << 5) | at.getDate(),
  };
}
