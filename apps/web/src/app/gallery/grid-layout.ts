import type { ImageKey } from '../api/image-key';

export interface GridMeasures {
  /** Width of the grid in pixels. */
  readonly width: number;
  /** Columns are as many as fit with at least this width in pixels. */
  readonly columnWidth: number;
  readonly gap: number;
  /** 0 for no headings: pictures that are not ordered by date. */
  readonly headingHeight: number;
}

export type GridRow =
  | { readonly kind: 'day'; readonly key: string; readonly top: number; readonly day: number }
  | {
      readonly kind: 'pictures';
      readonly key: string;
      readonly top: number;
      /** Range of items: `from` to before `to`. */
      readonly from: number;
      readonly to: number;
    };

export interface GridLayout {
  readonly rows: readonly GridRow[];
  readonly height: number;
  readonly columns: number;
  /** Side of a cell in pixels; cells are square. */
  readonly cell: number;
}

/** Days with headings, pictures in rows below each: where everything is, without drawing anything. */
export function layOutGrid(items: readonly ImageKey[], measures: GridMeasures): GridLayout {
  const { width, columnWidth, gap, headingHeight } = measures;
  const columns = Math.max(1, Math.floor((width + gap) / (columnWidth + gap)));
  const cell = Math.max(1, (width - gap * (columns - 1)) / columns);
  const rows: GridRow[] = [];
  let top = 0;
  let from = 0;
  while (from < items.length) {
    const end = headingHeight > 0 ? endOfDay(items, from) : items.length;
    if (headingHeight > 0) {
      rows.push({ kind: 'day', key: `day ${items[from]!.id}`, top, day: items[from]!.createdAt });
      top += headingHeight;
    }
    for (; from < end; from += columns) {
      const to = Math.min(end, from + columns);
      rows.push({ kind: 'pictures', key: items[from]!.id, top, from, to });
      top += cell + gap;
    }
    from = end;
  }
  return { rows, height: top, columns, cell };
}

/** The rows that touch the stretch from `top` to `bottom`, in pixels from the grid's upper edge. */
export function rowsBetween(layout: GridLayout, top: number, bottom: number): readonly GridRow[] {
  const first = Math.max(0, firstBelow(layout.rows, top) - 1);
  return layout.rows.slice(first, firstBelow(layout.rows, bottom));
}

/** Where an arrow key leads from a picture, by index; undefined at the edge. Up and down stay in the column. */
export function neighbourOf(layout: GridLayout, index: number, key: string): number | undefined {
  const rows = layout.rows.filter((row) => row.kind === 'pictures');
  const at = rows.findIndex((row) => index < row.to);
  const row = rows[at];
  if (row === undefined) return undefined;
  if (key === 'ArrowLeft') return index > 0 ? index - 1 : undefined;
  if (key === 'ArrowRight') return index + 1 < rows.at(-1)!.to ? index + 1 : undefined;
  const other = key === 'ArrowUp' ? rows[at - 1] : key === 'ArrowDown' ? rows[at + 1] : undefined;
  return other && Math.min(other.from + index - row.from, other.to - 1);
}

function firstBelow(rows: readonly GridRow[], y: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle]!.top < y) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A day goes on to the first picture of another one, whether newest or oldest come first. */
function endOfDay(items: readonly ImageKey[], from: number): number {
  const day = items[from]!.createdAt;
  const start = new Date(day).setHours(0, 0, 0, 0);
  const end = new Date(day).setHours(24, 0, 0, 0);
  let low = from + 1;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const { createdAt } = items[middle]!;
    if (createdAt >= start && createdAt < end) low = middle + 1;
    else high = middle;
  }
  return low;
}
