import { expect, it } from 'vitest';
import { RestartPolicy } from './restart-policy.js';

const limits = { baseDelayMs: 100, maxDelayMs: 300, maxFailures: 4, windowMs: 10_000 };

it('doubles the wait up to its limit, then gives up', () => {
  const policy = new RestartPolicy(limits);
  expect([0, 1, 2, 3].map((at) => policy.nextDelayMs(at))).toEqual([100, 200, 300, undefined]);
});

it('forgets failures that lie behind the window', () => {
  const policy = new RestartPolicy(limits);
  expect([0, 9_000, 10_000, 25_000].map((at) => policy.nextDelayMs(at))).toEqual([100, 200, 200, 100]);
});
