import { expect, it } from 'vitest';
import { moveJob } from './move-job.js';

const LANE = [
  { id: 'urgent', priority: 10, position: 7 },
  { id: 'a', priority: 0, position: 2 },
  { id: 'b', priority: 0, position: 5 },
  { id: 'c', priority: 0, position: 6 },
];

const order = (jobs: typeof LANE | undefined) =>
  jobs
    ?.toSorted((one, other) => other.priority - one.priority || one.position - other.position)
    .map(({ id }) => id);

it.each([
  ['c', { to: 'first' }, ['c', 'urgent', 'a', 'b']],
  ['urgent', { to: 'last' }, ['a', 'b', 'c', 'urgent']],
  ['c', { to: 'before', jobId: 'a' }, ['urgent', 'c', 'a', 'b']],
  ['a', { to: 'after', jobId: 'c' }, ['urgent', 'b', 'c', 'a']],
  ['a', { to: 'after', jobId: 'urgent' }, ['urgent', 'a', 'b', 'c']],
] as const)('moves %s: %o', (id, move, expected) => {
  const moved = moveJob(LANE, id, move);
  expect(moved?.map((job) => job.id)).toEqual(expected);
  expect(order(moved)).toEqual(expected);
});

it('parts positions that were equal', () => {
  const moved = moveJob(
    ['a', 'b', 'c'].map((id) => ({ id, priority: 0, position: 4 })),
    'c',
    { to: 'first' },
  );
  expect(moved?.map(({ id, position }) => [id, position])).toEqual([
    ['c', 4],
    ['a', 5],
    ['b', 6],
  ]);
});

it('knows no place beside a job that is not there, or beside itself', () => {
  expect(moveJob(LANE, 'a', { to: 'before', jobId: 'x' })).toBeUndefined();
  expect(moveJob(LANE, 'a', { to: 'after', jobId: 'a' })).toBeUndefined();
});
