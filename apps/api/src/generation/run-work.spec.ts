import { expect, it } from 'vitest';
import { secondsPerWork, workOf } from './run-work.js';

it('grows with steps, size and pictures', () => {
  expect(workOf({ steps: 10, width: 64, height: 32 }, 2)).toBe(10 * 64 * 32 * 2);
  expect(workOf({ prompt: 'x' }, 3)).toBe(3);
});

it('takes the middle one of the past runs', () => {
  const runs = [
    { work: 10, seconds: 5 },
    { work: 20, seconds: 12 },
    { work: 10, seconds: 90 },
  ];
  expect(secondsPerWork(runs)).toBe(0.6);
  expect(secondsPerWork([])).toBeUndefined();
});
