import { writeExif } from './exif-block.js';
import { RECORD_KEYWORD, toMakerNote, type PictureRecord } from './picture-record.js';
import { insertJpegExif, MAX_JPEG_EXIF_BYTES } from './write-jpeg-exif.js';
import { insertPngText } from './write-png-text.js';
import { insertWebpExif } from './write-webp-exif.js';

const SOFTWARE = 'CyberImage';

/** What a file says about itself: to other programs, and to us. */
export interface PictureTexts {
  readonly infotext: string;
  readonly record: PictureRecord;
}

/** The formats in which pictures are kept. */
export type PictureFormat = 'png' | 'jpeg' | 'webp';

/**
 * Puts the texts where each format has a place for them: PNG in chunks, JPEG and WebP in EXIF (the web UIs'
 * text as user comment, ours as maker note). A JPEG whose text is too long for it goes without the web UIs'
 * text, in the worst case without either.
 */
export function embedTexts(
  data: Uint8Array,
  format: PictureFormat,
  size: { readonly width: number; readonly height: number },
  { infotext, record }: PictureTexts,
): Buffer {
  if (format === 'png') {
    const withRecord = insertPngText(data, RECORD_KEYWORD, JSON.stringify(record));
    return insertPngText(withRecord, 'parameters', infotext);
  }
  const makerNote = toMakerNote(record);
  const full = writeExif({ software: SOFTWARE, userComment: infotext, makerNote });
  if (format === 'webp') return insertWebpExif(data, full, size);
  const fitting = [full, writeExif({ software: SOFTWARE, makerNote }), writeExif({ software: SOFTWARE })];
  const exif = fitting.find(({ length }) => length <= MAX_JPEG_EXIF_BYTES) ?? Buffer.alloc(0);
  return insertJpegExif(data, exif);
}
