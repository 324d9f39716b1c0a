import { BackendError } from '../contract/backend-error.js';
import type { EncodedImage, ImageMediaType } from '../contract/generation-event.js';

const PNG_START = Buffer.from('89504e470d0a1a0a', 'hex');
/** The last chunk: length 0, "IEND", its checksum. */
const PNG_END = Buffer.from('0000000049454e44ae426082', 'hex');
const JPEG_START = Buffer.from('ffd8ff', 'hex');
const JPEG_END = Buffer.from('ffd9', 'hex');
/** Some encoders pad a JPEG; further inside, its end marker may belong to an embedded thumbnail. */
const JPEG_PADDING_BYTES = 32;

/**
 * Takes bytes from a server as a picture file. Looks at both ends, since neither a content type nor a
 * status tells whether a whole picture came.
 *
 * @throws BackendError `internal` for something that is no PNG, JPEG or WebP; `unavailable`, retryable,
 *   for a file that is cut short
 */
export function readImageFile(bytes: Uint8Array): EncodedImage {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const mediaType = mediaTypeOf(data);
  if (mediaType === undefined) {
    const start = data.subarray(0, 8).toString('hex');
    const message = `the server's answer is no PNG, JPEG or WebP picture: ${data.length} bytes that begin with ${start || 'nothing'}`;
    throw new BackendError('internal', message);
  }
  if (!isWhole(data, mediaType)) {
    throw new BackendError('unavailable', `the picture was cut short after ${data.length} bytes`);
  }
  return { kind: 'encoded', mediaType, data: new Uint8Array(data) };
}

function mediaTypeOf(data: Buffer): ImageMediaType | undefined {
  if (data.subarray(0, 8).equals(PNG_START)) return 'image/png';
  if (data.subarray(0, 3).equals(JPEG_START)) return 'image/jpeg';
  const isRiff = data.toString('latin1', 0, 4) === 'RIFF' && data.toString('latin1', 8, 12) === 'WEBP';
  return isRiff ? 'image/webp' : undefined;
}

function isWhole(data: Buffer, mediaType: ImageMediaType): boolean {
  if (mediaType === 'image/png') return data.includes(PNG_END);
  if (mediaType === 'image/jpeg') return data.subarray(-JPEG_PADDING_BYTES).includes(JPEG_END);
  return data.length >= data.readUInt32LE(4) + 8;
}
