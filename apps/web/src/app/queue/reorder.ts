import type { JobMove } from '../api/generated/models/job-move';

/** The move that brings what lies at `from` to the place `to` of those in sight; undefined where there is none. */
export function moveBetween(ids: readonly string[], from: number, to: number): JobMove | undefined {
  const neighbour = ids[to];
  if (from === to || neighbour === undefined) return undefined;
  return { to: to < from ? 'before' : 'after', job_id: neighbour };
}

/** The items with the one at `from` put to the place `to`. */
export function withMoved<T>(items: readonly T[], from: number, to: number): readonly T[] {
  const moving = items[from];
  return moving === undefined ? items : items.toSpliced(from, 1).toSpliced(to, 0, moving);
}

/** The place that a row from `from` has among rows with these middles when its own middle is at `y`. */
export function placeAt(middles: readonly number[], from: number, y: number): number {
  return middles.filter((middle, index) => (index === from ? false : middle < y)).length;
}

/** Sorted as in `order`, where that names just these; else as they are. */
export function inOrder<T extends { readonly id: string }>(
  items: readonly T[],
  order: readonly string[] | undefined,
): readonly T[] {
  if (order?.length !== items.length) return items;
  const sorted = order.flatMap((id) => items.find((item) => item.id === id) ?? []);
  return sorted.length === items.length ? sorted : items;
}
