import type { Image } from './generated/models/image';

/** Which pictures; what is left out does not matter. */
export interface ImageFilter {
  /** Words of the prompt, each whole or the beginning of one. */
  readonly q?: string;
  readonly model?: string;
  readonly favourite?: true;
  /** Made at or after this time. */
  readonly from?: string;
  /** What was deleted, instead of the others. */
  readonly trash?: true;
}

/** Whether a picture that has just come belongs to what is shown, by the studio's own rules. */
export function matchesFilter(image: Image, filter: ImageFilter): boolean {
  const words = wordsOf(image.prompt);
  return (
    wordsOf(filter.q ?? '').every((wanted) => words.some((word) => word.startsWith(wanted))) &&
    (filter.model === undefined || image.model === filter.model) &&
    (image.deleted_at !== null) === (filter.trash === true) &&
    (filter.favourite === undefined || image.favourite) &&
    (filter.from === undefined || Date.parse(image.created_at) >= Date.parse(filter.from))
  );
}

export function sameFilter(a: ImageFilter, b: ImageFilter): boolean {
  const names = ['q', 'model', 'favourite', 'from', 'trash'] as const;
  return names.every((name) => a[name] === b[name]);
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
}
