import { BackendError } from '@cyberimage/core';
import { asRecord, asRecords, asText } from '../http/read-json.js';
import { generationError } from '../http/server-error.js';
import { readInfo, type PictureInfo } from '../pictures/server-picture.js';

/** A finished picture that still lies on the server. */
export interface GalleryPicture {
  /** Path on the server's disk. */
  readonly path: string;
  readonly info: PictureInfo;
}

const ERROR = /<div class='error'>([^]*?)<\/div>/;

/**
 * Reads the output of Generate: gallery, info, two pieces of HTML. An exception arrives as a success
 * with an empty gallery, its text inside the HTML log.
 *
 * @param label the server, for people
 * @throws BackendError for an exception, or when there is no picture
 */
export function readGallery(output: readonly unknown[], label: string): GalleryPicture {
  const [gallery, info, , log] = output;
  const error = ERROR.exec(asText(log) ?? '')?.[1];
  if (error !== undefined) {
    const [, type = '', text = ''] = /^(?:(\w+): )?([^]*)$/.exec(unescapeHtml(error)) ?? [];
    throw generationError(type, text, label);
  }
  const read = readInfo(asText(info) ?? '');
  const rows = asRecords(gallery);
  const row = rows[read.firstIndex] ?? rows[0];
  const path = asText(asRecord(row?.['image'])['path']);
  if (path === undefined)
    throw new BackendError('unavailable', `${label} sent no picture; somebody may have stopped it`);
  return { path, info: read };
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#x27': "'",
  '#39': "'",
};

function unescapeHtml(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#x27|#39);/g, (_entity, name: string) => ENTITIES[name] ?? '');
}
