import { describe, expect, it } from 'vitest';

import { layOutGrid, neighbourOf, rowsBetween } from './grid-layout';

const MEASURES = { width: 310, columnWidth: 90, gap: 10, headingHeight: 40 };

const noon = (day: number): number => new Date(2026, 0, day, 12).getTime();

/** Noon, so that every time zone of the tests sees the same day. */
function on(day: number, count: number): { id: string; createdAt: number }[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `${day}-${index}`,
    createdAt: noon(day),
  }));
}

describe('layout of the gallery', () => {
  it('puts a heading over each day and fills rows below it', () => {
    const layout = layOutGrid([...on(2, 4), ...on(1, 1)], MEASURES);
    expect(layout.columns).toBe(3);
    expect(layout.cell).toBeCloseTo(96.67, 1);
    expect(layout.rows.map((row) => (row.kind === 'day' ? row.day : [row.from, row.to]))).toEqual([
      noon(2),
      [0, 3],
      [3, 4],
      noon(1),
      [4, 5],
    ]);
    expect(layout.height).toBeCloseTo(2 * 40 + 3 * (layout.cell + 10));
  });

  it('puts a heading over each day with the oldest first, too', () => {
    const { rows } = layOutGrid([...on(1, 1), ...on(2, 4)], MEASURES);
    expect(rows.map((row) => (row.kind === 'day' ? row.day : [row.from, row.to]))).toEqual([
      noon(1),
      [0, 1],
      noon(2),
      [1, 4],
      [4, 5],
    ]);
  });

  it('fills the rows without headings where days do not follow each other', () => {
    const layout = layOutGrid([...on(2, 2), ...on(1, 1), ...on(2, 1)], { ...MEASURES, headingHeight: 0 });
    expect(layout.rows.map((row) => (row.kind === 'day' ? row.day : [row.from, row.to]))).toEqual([
      [0, 3],
      [3, 4],
    ]);
    expect(layout.height).toBeCloseTo(2 * (layout.cell + 10));
  });

  it('has one column at least', () => {
    expect(layOutGrid(on(1, 2), { ...MEASURES, width: 50 }).columns).toBe(1);
    expect(layOutGrid([], MEASURES)).toMatchObject({ rows: [], height: 0 });
  });

  it('finds the rows in sight without looking at the others', () => {
    const layout = layOutGrid(on(1, 300), MEASURES);
    const rows = rowsBetween(layout, 1000, 1300);
    expect(rows.length).toBeLessThan(6);
    expect(rows[0]!.top).toBeLessThanOrEqual(1000);
    expect(rows[0]!.top + layout.cell + 10).toBeGreaterThanOrEqual(1000);
    expect(rows.at(-1)!.top).toBeLessThan(1300);
    expect(rows.at(-1)!.top + layout.cell + 10).toBeGreaterThanOrEqual(1300);
    expect(rowsBetween(layout, -500, -100)).toEqual([]);
  });

  it('knows where arrow keys lead, over the ends of rows and days', () => {
    // Rows: 0 1 2, 3 | 4 5, by three columns.
    const layout = layOutGrid([...on(2, 4), ...on(1, 2)], MEASURES);
    const from = (index: number) =>
      ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'].map((key) => neighbourOf(layout, index, key));
    expect(from(0)).toEqual([undefined, 1, undefined, 3]);
    expect(from(2)).toEqual([1, 3, undefined, 3]);
    expect(from(3)).toEqual([2, 4, 0, 4]);
    expect(from(5)).toEqual([4, undefined, 3, undefined]);
    expect(neighbourOf(layout, 0, 'Enter')).toBeUndefined();
    expect(neighbourOf(layout, 9, 'ArrowLeft')).toBeUndefined();
  });
});
