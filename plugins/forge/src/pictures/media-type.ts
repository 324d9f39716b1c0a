import { BackendError, type ImageMediaType } from '@cyberimage/core';

/** A picture file whose kind is known and whose end is there. */
export interface PictureFile {
  readonly mediaType: ImageMediaType;
  readonly data: Uint8Array;
}

const PNG_START = Buffer.from('89504e470d0a1a0a', 'hex');
/** The last chunk of every PNG: length 0, `IEND`, its checksum. */
const PNG_END = Buffer.from('0000000049454e44ae426082', 'hex');

/**
 * Tells a picture's kind by its first bytes, since a server encodes by its own setting whatever it is
 * asked for, and checks that it was not cut off.
 *
 * @returns undefined for anything but PNG, JPEG and WebP
 * @throws BackendError `unavailable`, retryable, when the end is missing
 */
export function readPictureFile(data: Buffer): PictureFile | undefined {
  const mediaType = mediaTypeOf(data);
  if (mediaType === undefined) return undefined;
  if (!isWhole(mediaType, data))
    throw new BackendError('unavailable', 'the server sent only part of a picture');
  return { mediaType, data };
}

/**
 * A picture file of a kind that can be stored; see {@link readPictureFile}.
 *
 * @throws BackendError `internal` for anything but PNG, JPEG and WebP
 */
export function requirePictureFile(data: Buffer): PictureFile {
  const file = readPictureFile(data);
  if (file !== undefined) return file;
  const message =
    'the server sent a picture that is no PNG, JPEG or WebP; change “File format for images” in its settings';
  throw new BackendError('internal', message);
}

function mediaTypeOf(data: Buffer): ImageMediaType | undefined {
  if (data.subarray(0, 8).equals(PNG_START)) return 'image/png';
  if (data.subarray(0, 3).toString('hex') === 'ffd8ff') return 'image/jpeg';
  const isWebp = data.toString('latin1', 0, 4) === 'RIFF' && data.toString('latin1', 8, 12) === 'WEBP';
  return isWebp ? 'image/webp' : undefined;
}

function isWhole(mediaType: ImageMediaType, data: Buffer): boolean {
  switch (mediaType) {
    case 'image/png':
      return data.subarray(-PNG_END.length).equals(PNG_END);
    case 'image/jpeg':
      return data.subarray(-2).toString('hex') === 'ffd9';
    case 'image/webp':
      return data.readUInt32LE(4) + 8 <= data.length;
  }
}
