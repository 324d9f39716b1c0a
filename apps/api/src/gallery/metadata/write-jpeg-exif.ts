const SOI_BYTES = 2;
const APP0 = 0xffe0;
const APP1 = 0xffe1;
const IDENTIFIER = Buffer.from('Exif\0\0', 'latin1');

/** What one segment of a JPEG file can hold beside its own length and the identifier. */
export const MAX_JPEG_EXIF_BYTES = 0xffff - 2 - IDENTIFIER.length;

/**
 * Puts an EXIF block into a JPEG file that has none, behind the JFIF header where there is one.
 *
 * @param exif at most {@link MAX_JPEG_EXIF_BYTES}
 */
export function insertJpegExif(jpeg: Uint8Array, exif: Buffer): Buffer {
  const view = Buffer.from(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength);
  const at =
    view.readUInt16BE(SOI_BYTES) === APP0 ? SOI_BYTES + 2 + view.readUInt16BE(SOI_BYTES + 2) : SOI_BYTES;
  const head = Buffer.alloc(4);
  head.writeUInt16BE(APP1, 0);
  head.writeUInt16BE(2 + IDENTIFIER.length + exif.length, 2);
  return Buffer.concat([view.subarray(0, at), head, IDENTIFIER, exif, view.subarray(at)]);
}
