import { expect, it } from 'vitest';
import { LineBudget } from './line-budget.js';

it('leaves out what is too much within ten seconds, and says so', () => {
  let now = 0;
  const reported: string[] = [];
  const budget = new LineBudget(
    (line) => reported.push(line),
    () => now,
  );
  const taken = Array.from({ length: 250 }, (_, index) => budget.take(`line ${index}`));
  expect(taken.filter((line) => line !== undefined)).toHaveLength(200);
  expect(reported).toEqual([]);

  now = 10_000;
  expect(budget.take('later')).toBe('later');
  expect(reported).toEqual(['(50 more lines left out)']);
});

it('cuts a long line', () => {
  const budget = new LineBudget(() => undefined);
  expect(budget.take('x'.repeat(5_000))).toHaveLength(2_000);
});
