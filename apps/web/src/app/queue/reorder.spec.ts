import { describe, expect, it } from 'vitest';

import { inOrder, moveBetween, placeAt, withMoved } from './reorder';

const IDS = ['a', 'b', 'c', 'd'];

describe('reorder', () => {
  it.each([
    [0, 2, { to: 'after', job_id: 'c' }, ['b', 'c', 'a', 'd']],
    [3, 0, { to: 'before', job_id: 'a' }, ['d', 'a', 'b', 'c']],
    [2, 1, { to: 'before', job_id: 'b' }, ['a', 'c', 'b', 'd']],
  ] as const)('tells the move from %s to %s by its neighbour', (from, to, move, order) => {
    expect(moveBetween(IDS, from, to)).toEqual(move);
    expect(withMoved(IDS, from, to)).toEqual(order);
  });

  it('makes no move to where it is or where nothing is', () => {
    expect([moveBetween(IDS, 1, 1), moveBetween(IDS, 3, 4), moveBetween(IDS, 0, -1)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('finds the place under a row that is carried', () => {
    const middles = [10, 30, 50, 70];
    expect([-5, 10, 31, 69, 200].map((y) => placeAt(middles, 1, y))).toEqual([0, 0, 1, 2, 3]);
  });

  it('keeps the order that was wished for while it is about the same jobs', () => {
    const items = IDS.map((id) => ({ id }));
    const ids = (order?: readonly string[]) => inOrder(items, order).map(({ id }) => id);
    expect(ids(['b', 'a', 'd', 'c'])).toEqual(['b', 'a', 'd', 'c']);
    expect(ids(['b', 'a', 'd', 'x'])).toEqual(IDS);
    expect(ids(['b', 'a'])).toEqual(IDS);
    expect(ids()).toEqual(IDS);
  });
});
