/** What a list of pictures is ordered by. */
export const IMAGE_SORTS = ['date', 'model', 'size'] as const;

export type ImageSort = (typeof IMAGE_SORTS)[number];

/** Which pictures; all that are not in the trash where nothing is named. */
export interface ImageFilter {
  readonly model?: string | undefined;
  readonly backend?: string | undefined;
  readonly favourite?: boolean | undefined;
  /** Milliseconds since 1970, inclusive. */
  readonly from?: number | undefined;
  /** Exclusive. */
  readonly to?: number | undefined;
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  /** Words that the prompt holds, each whole or as the beginning of a word. */
  readonly text?: string | undefined;
  /** The pictures of the trash instead of the others. */
  readonly trash?: boolean | undefined;
}

/** In which order, and from where on. */
export interface ImageOrder {
  readonly sort: ImageSort;
  readonly descending: boolean;
  readonly after?: ImagePlace | undefined;
}

/** A picture's place in an order: the value that it is ordered by, then its place by date. */
export interface ImagePlace {
  readonly value: string | number;
  readonly place: number;
}

/** As much of a picture as a list needs that loads the rest of what comes into sight. */
interface ImageKey {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

/** A list of keys, and where it goes on. */
export interface ImageKeyPage {
  readonly keys: readonly ImageKey[];
  readonly next: ImagePlace | undefined;
}
