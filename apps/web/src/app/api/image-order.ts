/** In which order pictures are shown; how the studio is asked for it. */
export const IMAGE_ORDERS = {
  newest: { sort: 'date', order: 'desc' },
  oldest: { sort: 'date', order: 'asc' },
  model: { sort: 'model', order: 'asc' },
  size: { sort: 'size', order: 'desc' },
} as const;

export type ImageOrder = keyof typeof IMAGE_ORDERS;

export const NEWEST_FIRST: ImageOrder = 'newest';

/** Only those by date have days that follow each other. */
export function isByDate(order: ImageOrder): boolean {
  return IMAGE_ORDERS[order].sort === 'date';
}
