import type { Image } from './generated/models/image';

/** Which pictures; what is left out does not matter. */
export interface ImageFilter {
  /** Words of the prompt, each whole or the beginning of one. */
  readonly q?: string;
  readonly model?: string;
  /** Id of a backend instance. */
  readonly backend?: string;
  readonly favourite?: true;
  /** Made at or after this time. */
  readonly from?: string;
  /** Made before this time. */
  readonly to?: string;
  /** Pixels. */
  readonly width?: number;
  readonly height?: number;
  /** What was deleted, instead of the others. */
  readonly trash?: true;
}

const FILTERS = [
  'q',
  'model',
  'backend',
  'favourite',
  'from',
  'to',
  'width',
  'height',
  'trash',
] as const satisfies readonly (keyof ImageFilter)[];

/** Whether a picture that has just come belongs to what is shown, by the studio's own rules. */
export function matchesFilter(image: Image, filter: ImageFilter): boolean {
  const words = wordsOf(image.prompt);
  const isAsWanted = (name: 'model' | 'backend' | 'width' | 'height'): boolean =>
    filter[name] === undefined || image[name] === filter[name];
  return (
    wordsOf(filter.q ?? '').every((wanted) => words.some((word) => word.startsWith(wanted))) &&
    isAsWanted('model') &&
    isAsWanted('backend') &&
    isAsWanted('width') &&
    isAsWanted('height') &&
    (image.deleted_at !== null) === (filter.trash === true) &&
    (filter.favourite === undefined || image.favourite) &&
    (filter.from === undefined || Date.parse(image.created_at) >= Date.parse(filter.from)) &&
    (filter.to === undefined || Date.parse(image.created_at) < Date.parse(filter.to))
  );
}

export function sameFilter(a: ImageFilter, b: ImageFilter): boolean {
  return FILTERS.every((name) => a[name] === b[name]);
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
}
