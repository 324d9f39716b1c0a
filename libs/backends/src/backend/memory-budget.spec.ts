import { expect, it } from 'vitest';
import { memoryBudgetBytes } from './memory-budget.js';

const GIBIBYTE = 2 ** 30;
const machine = (limitBytes: number) => ({ totalBytes: 100 * GIBIBYTE, limitBytes });

it.each([
  ['the owner chose', 12, machine(0), 12],
  ['there is no limit', 0, machine(0), 80],
  ['the limit is above all there is', 0, machine(2 ** 64), 80],
  ['a container has less', 0, machine(10 * GIBIBYTE), 8],
])('when %s', (_case, gigabytes, memory, expected) => {
  expect(memoryBudgetBytes(gigabytes, memory) / GIBIBYTE).toBeCloseTo(expected);
});
