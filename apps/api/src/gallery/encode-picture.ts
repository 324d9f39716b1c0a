import { BackendError, type EncodedImage, type ImageMediaType, type RawImage } from '@cyberimage/core';
import sharp from 'sharp';
import { insertPngText } from './png-text-chunk.js';

const THUMBNAIL_EDGE_PX = 256;

export const PICTURE_EXTENSIONS = ['png', 'jpg', 'webp'] as const;

export type PictureExtension = (typeof PICTURE_EXTENSIONS)[number];

/** A picture ready to be stored. */
export interface EncodedPicture {
  readonly data: Uint8Array;
  readonly mediaType: ImageMediaType;
  readonly extension: PictureExtension;
  readonly width: number;
  readonly height: number;
  /** WebP, its longer edge at most 256 px. */
  readonly thumbnail: Uint8Array;
}

const FORMATS = {
  png: { mediaType: 'image/png', extension: 'png' },
  jpeg: { mediaType: 'image/jpeg', extension: 'jpg' },
  webp: { mediaType: 'image/webp', extension: 'webp' },
} as const;

/**
 * Makes the file and its thumbnail. Encoded pictures are kept byte for byte, but for the text that a PNG
 * gets; their type is read from the bytes, not believed.
 *
 * @throws BackendError `internal` when the backend's data is no picture
 */
export async function encodePicture(
  content: EncodedImage | RawImage,
  describe: (size: { width: number; height: number }) => string,
): Promise<EncodedPicture> {
  const { data, format, width, height } =
    content.kind === 'raw' ? await encodeRaw(content) : await readEncoded(content);
  const thumbnail = await sharp(data)
    .resize(THUMBNAIL_EDGE_PX, THUMBNAIL_EDGE_PX, { fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 80, effort: 2 })
    .toBuffer();
  const withText = format === 'png' ? insertPngText(data, 'parameters', describe({ width, height })) : data;
  return { data: withText, ...FORMATS[format], width, height, thumbnail };
}

interface ReadPicture {
  readonly data: Uint8Array;
  readonly format: keyof typeof FORMATS;
  readonly width: number;
  readonly height: number;
}

async function encodeRaw({ data, width, height, channels }: RawImage): Promise<ReadPicture> {
  if (data.length !== width * height * channels) {
    throw badPicture(`${width}×${height} pixels of ${channels} bytes each don't make ${data.length} bytes`);
  }
  const png = await sharp(data, { raw: { width, height, channels } }).png({ compressionLevel: 6 }).toBuffer();
  return { data: png, format: 'png', width, height };
}

async function readEncoded({ data }: EncodedImage): Promise<ReadPicture> {
  try {
    const { format, width, height } = await sharp(data).metadata();
    if (format !== 'png' && format !== 'jpeg' && format !== 'webp')
      throw badPicture(`its format is ${format}`);
    return { data, format, width, height };
  } catch (error) {
    throw BackendError.is(error) ? error : badPicture('it cannot be decoded', error);
  }
}

function badPicture(reason: string, cause?: unknown): BackendError {
  return new BackendError('internal', `The backend sent a broken picture: ${reason}`, { cause });
}
