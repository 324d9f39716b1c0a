import type { ImageFilter } from '../api/image-filter';
import { IMAGE_ORDERS, NEWEST_FIRST, type ImageOrder } from '../api/image-order';

const DAY_MS = 86_400_000;
const SIZE = /^(\d{1,5})x(\d{1,5})$/;
const DAY = /^\d{4}-\d\d-\d\d$/;

/** The time between two days, in place of a number of days up to now. */
export const BETWEEN = 'between';

/** What stands in the address: each is a text or not there. */
export interface GalleryQuery {
  readonly q?: string | undefined;
  readonly model?: string | undefined;
  readonly backend?: string | undefined;
  readonly favourite?: string | undefined;
  /** A number of days up to now, or {@link BETWEEN}. */
  readonly days?: string | undefined;
  /** With {@link BETWEEN}: days such as 2026-11-25, both inclusive. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Such as 512x768. */
  readonly size?: string | undefined;
  /** An order; newest first where there is none. */
  readonly sort?: string | undefined;
}

/** Whether it leaves any pictures out. */
export function narrowsDown(query: GalleryQuery): boolean {
  return Object.entries(query).some(([name, value]) => name !== 'sort' && Boolean(value));
}

export function toOrder({ sort }: GalleryQuery): ImageOrder {
  const orders = Object.keys(IMAGE_ORDERS) as ImageOrder[];
  return orders.find((order) => order === sort) ?? NEWEST_FIRST;
}

/** What the studio is asked for; what makes no sense is left out. */
export function toFilter(query: GalleryQuery, nowMs = Date.now()): ImageFilter {
  const { q, model, backend, favourite, size } = query;
  const [, width, height] = SIZE.exec(size ?? '') ?? [];
  return {
    ...(q && { q }),
    ...(model && { model }),
    ...(backend && { backend }),
    ...(favourite === 'true' && { favourite: true as const }),
    ...(width !== undefined && { width: Number(width), height: Number(height) }),
    ...timesOf(query, nowMs),
  };
}

function timesOf({ days, from, to }: GalleryQuery, nowMs: number): Pick<ImageFilter, 'from' | 'to'> {
  if (days === BETWEEN) {
    const first = startOfDay(from, 0);
    const last = startOfDay(to, 1);
    return { ...(first && { from: first }), ...(last && { to: last }) };
  }
  const count = Number(days);
  return days && count > 0 ? { from: new Date(nowMs - count * DAY_MS).toISOString() } : {};
}

/** Where the person is; days may be an hour shorter or longer. */
function startOfDay(day: string | undefined, daysLater: number): string | undefined {
  if (day === undefined || !DAY.test(day)) return undefined;
  const start = new Date(`${day}T00:00`);
  if (Number.isNaN(start.getTime())) return undefined;
  start.setDate(start.getDate() + daysLater);
  return start.toISOString();
}
