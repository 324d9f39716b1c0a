import { BackendError, type EncodedImage, type ImageMediaType, type RawImage } from '@cyberimage/core';
import sharp, { type Sharp } from 'sharp';
import { embedTexts, type PictureFormat, type PictureTexts } from './metadata/embed-texts.js';
import { StorageError } from './storage-error.js';

const THUMBNAIL_EDGE_PX = 256;

export const PICTURE_EXTENSIONS = ['png', 'jpg', 'webp'] as const;

export type PictureExtension = (typeof PICTURE_EXTENSIONS)[number];

/** How a picture's file is to be made. */
export interface PictureOutput {
  readonly format: PictureFormat;
  /** 1 to 100, for JPEG and WebP. */
  readonly quality: number;
}

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

/** What becomes of a format that is kept. */
export const FORMATS = {
  png: { mediaType: 'image/png', extension: 'png' },
  jpeg: { mediaType: 'image/jpeg', extension: 'jpg' },
  webp: { mediaType: 'image/webp', extension: 'webp' },
} as const;

/**
 * Makes the file and its thumbnail. A picture that the backend encoded is kept byte for byte where it has
 * the format that is wanted; a lossy one is not made a PNG, which would win nothing. Types are read from
 * the bytes, not believed. A file above `maxFileBytes` becomes WebP.
 *
 * @param describe the texts to put into the file
 * @throws BackendError `internal` when the backend's data is no picture
 * @throws StorageError `image-too-large` when it is above the bound as WebP too
 */
export async function encodePicture(
  content: EncodedImage | RawImage,
  describe: (size: { width: number; height: number }) => PictureTexts,
  { format: wanted, quality }: PictureOutput,
  maxFileBytes = Number.POSITIVE_INFINITY,
): Promise<EncodedPicture> {
  const source = content.kind === 'raw' ? readRaw(content) : await readEncoded(content);
  const { width, height } = source;
  const format = wanted === 'png' ? (source.format ?? wanted) : wanted;
  const kept = source.format === format ? source.data : undefined;
  const data = kept ?? (await encode(source.open(), { format, quality }));
  // What a backend's own EXIF says stays.
  const withTexts = (bytes: Uint8Array, type: PictureFormat): Uint8Array =>
    kept === bytes && source.hasExif ? bytes : embedTexts(bytes, type, source, describe({ width, height }));
  const file = withTexts(data, format);
  const thumbnail = await makeThumbnail(source.open());
  if (file.length <= maxFileBytes) return { data: file, ...FORMATS[format], width, height, thumbnail };
  const smaller = withTexts(await encode(source.open(), { format: 'webp', quality }), 'webp');
  if (smaller.length <= maxFileBytes) return { data: smaller, ...FORMATS.webp, width, height, thumbnail };
  const message = `The picture has ${smaller.length} bytes even as WebP; MAX_IMAGE_FILE_SIZE is ${maxFileBytes}`;
  throw new StorageError('image-too-large', message, undefined);
}

/** WebP, its longer edge at most 256 px. */
export function makeThumbnail(picture: Sharp): Promise<Buffer> {
  return picture
    .resize(THUMBNAIL_EDGE_PX, THUMBNAIL_EDGE_PX, { fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 80, effort: 2 })
    .toBuffer();
}

function encode(picture: Sharp, { format, quality }: PictureOutput): Promise<Buffer> {
  if (format === 'png') return picture.png({ compressionLevel: 6 }).toBuffer();
  if (format === 'webp') return picture.webp({ quality }).toBuffer();
  return picture.flatten({ background: '#000' }).jpeg({ quality, chromaSubsampling: '4:4:4' }).toBuffer();
}

interface SourcePicture {
  readonly width: number;
  readonly height: number;
  /** Of encoded data; undefined for pixels. */
  readonly format: PictureFormat | undefined;
  readonly data: Uint8Array;
  readonly hasExif: boolean;
  readonly open: () => Sharp;
}

function readRaw({ data, width, height, channels }: RawImage): SourcePicture {
  if (data.length !== width * height * channels) {
    throw badPicture(`${width}×${height} pixels of ${channels} bytes each don't make ${data.length} bytes`);
  }
  const open = (): Sharp => sharp(data, { raw: { width, height, channels } });
  return { data, format: undefined, width, height, hasExif: false, open };
}

async function readEncoded({ data }: EncodedImage): Promise<SourcePicture> {
  try {
    const { format, width, height, exif } = await sharp(data).metadata();
    if (format !== 'png' && format !== 'jpeg' && format !== 'webp')
      throw badPicture(`its format is ${format}`);
    const hasExif = format !== 'png' && exif !== undefined;
    return { data, format, width, height, hasExif, open: () => sharp(data) };
  } catch (error) {
    throw BackendError.is(error) ? error : badPicture('it cannot be decoded', error);
  }
}

function badPicture(reason: string, cause?: unknown): BackendError {
  return new BackendError('internal', `The backend sent a broken picture: ${reason}`, { cause });
}
