import type { ImageMediaType } from '@cyberimage/core';
import sharp, { type Metadata, type Sharp } from 'sharp';

/** A picture as it was sent, found to be one. */
export interface UploadedPicture {
  readonly data: Uint8Array;
  readonly mediaType: ImageMediaType;
  /** Pixels, upright. */
  readonly width: number;
  readonly height: number;
}

/** What may be sent. */
export interface UploadLimits {
  readonly limitBytes: number;
  readonly maxPixels: number;
}

/** Bytes that are not taken as a picture; the message is for the client. */
export class UploadError extends Error {
  override readonly name = 'UploadError';

  constructor(
    readonly code: 'not-a-picture' | 'too-large' | 'unsupported-format',
    message: string,
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}

const MEDIA_TYPES: ReadonlyMap<string, ImageMediaType> = new Map([
  ['png', 'image/png'],
  ['jpeg', 'image/jpeg'],
  ['webp', 'image/webp'],
]);

/** Quality of a photo that is saved again after it was turned. */
const TURNED_QUALITY = 95;

/** Side of the small copy that is made to decode all of the file. */
const PROBE_PX = 16;

/**
 * Takes bytes for a picture: their type is read from them, all of them are decoded once, and a photo that
 * its camera's orientation mark (EXIF) turns is saved upright. Other files are kept byte for byte.
 *
 * @throws UploadError
 */
export async function readUpload(
  data: Uint8Array,
  { limitBytes, maxPixels }: UploadLimits,
): Promise<UploadedPicture> {
  if (data.length > limitBytes) {
    throw new UploadError('too-large', `it has ${data.length} bytes; at most ${limitBytes} are taken`);
  }
  const { format, width, height, orientation = 1 } = await readHead(data);
  const mediaType = MEDIA_TYPES.get(format);
  if (mediaType === undefined) {
    throw new UploadError('unsupported-format', `it is ${format}; expected PNG, JPEG or WebP`);
  }
  if (width * height > maxPixels) {
    const message = `it has ${width}×${height} pixels; at most ${maxPixels} are taken`;
    throw new UploadError('too-large', message);
  }
  const decoder = sharp(data, { limitInputPixels: maxPixels });
  try {
    if (orientation !== 1) return { mediaType, ...(await turnUpright(decoder, mediaType)) };
    await decoder.resize(PROBE_PX, PROBE_PX, { fit: 'fill' }).raw().toBuffer();
    return { data, mediaType, width, height };
  } catch (error) {
    throw new UploadError('not-a-picture', 'it is damaged and cannot be decoded', error);
  }
}

async function readHead(data: Uint8Array): Promise<Metadata> {
  try {
    return await sharp(data).metadata();
  } catch (error) {
    const message = 'it is no picture that can be decoded; expected PNG, JPEG or WebP';
    throw new UploadError('not-a-picture', message, error);
  }
}

async function turnUpright(
  decoder: Sharp,
  mediaType: ImageMediaType,
): Promise<Omit<UploadedPicture, 'mediaType'>> {
  const upright = decoder.autoOrient().keepIccProfile();
  const quality = TURNED_QUALITY;
  const encoded =
    mediaType === 'image/jpeg'
      ? upright.jpeg({ quality, chromaSubsampling: '4:4:4' })
      : mediaType === 'image/webp'
        ? upright.webp({ quality })
        : upright.png();
  const { data, info } = await encoded.toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}
