import { crc32 } from 'node:zlib';

const SIGNATURE_BYTES = 8;
/** Length, type, 13 bytes of content, checksum. */
const HEADER_CHUNK_BYTES = 25;

/**
 * Puts a text into a PNG file, behind its header: as tEXt when Latin-1 can hold it, else as iTXt (UTF-8),
 * as the web UIs do. sharp has no way to write either.
 */
export function insertPngText(png: Uint8Array, keyword: string, text: string): Buffer {
  const at = SIGNATURE_BYTES + HEADER_CHUNK_BYTES;
  const chunk = isLatin1(text)
    ? pngChunk('tEXt', Buffer.from(`${keyword}\0${text}`, 'latin1'))
    : pngChunk('iTXt', Buffer.from(`${keyword}\0\0\0\0\0${text}`, 'utf8'));
  return Buffer.concat([png.subarray(0, at), chunk, png.subarray(at)]);
}

/** NUL ends a keyword and may not appear in tEXt. */
function isLatin1(text: string): boolean {
  return !text.includes('\0') && Buffer.from(text, 'latin1').toString('latin1') === text;
}

function pngChunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(content.length, 0);
  body.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  return chunk;
}
