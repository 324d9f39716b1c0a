/** RIFF, size, WEBP; then chunks of a name, a size and an even number of bytes. */
const RIFF_HEADER_BYTES = 12;
const EXIF_FLAG = 0x08;
const ALPHA_FLAG = 0x10;

/** Puts an EXIF block into a WebP file that has none; a simple file becomes an extended one (VP8X). */
export function insertWebpExif(
  webp: Uint8Array,
  exif: Buffer,
  { width, height }: { width: number; height: number },
): Buffer {
  const view = Buffer.from(webp.buffer, webp.byteOffset, webp.byteLength);
  const chunks = Buffer.from(view.subarray(RIFF_HEADER_BYTES));
  const isExtended = chunks.subarray(0, 4).toString('latin1') === 'VP8X';
  if (isExtended) chunks[8] = (chunks[8] ?? 0) | EXIF_FLAG;
  const head = isExtended ? [] : [chunk('VP8X', extendedHeader(width, height, hasAlpha(chunks)))];
  const body = Buffer.concat([Buffer.from('WEBP', 'latin1'), ...head, chunks, chunk('EXIF', exif)]);
  const riff = Buffer.from('RIFF\0\0\0\0', 'latin1');
  riff.writeUInt32LE(body.length, 4);
  return Buffer.concat([riff, body]);
}

function extendedHeader(width: number, height: number, isTransparent: boolean): Buffer {
  const header = Buffer.alloc(10);
  header[0] = EXIF_FLAG | (isTransparent ? ALPHA_FLAG : 0);
  header.writeUIntLE(width - 1, 4, 3);
  header.writeUIntLE(height - 1, 7, 3);
  return header;
}

/** Of a simple file only a lossless one can have it: a bit behind the signature and 14 bits for each edge. */
function hasAlpha(chunks: Buffer): boolean {
  return chunks.subarray(0, 4).toString('latin1') === 'VP8L' && ((chunks[12] ?? 0) & 0x10) !== 0;
}

function chunk(name: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(name, 'latin1');
  head.writeUInt32LE(content.length, 4);
  return Buffer.concat([head, content, Buffer.alloc(content.length % 2)]);
}
