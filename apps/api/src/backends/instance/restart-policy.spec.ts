import { expect, it } from 'vitest';
import { RestartPolicy } from './restart-policy.js';

const limits = { baseDelayMs: 100, maxDelayMs: 300, maxFailures: 4, windowMs: 10_000, parkedMs: 60_000 };
const parked = { delayMs: 60_000, parked: true };

function wait(delayMs: number): object {
  return { delayMs, parked: false };
}

it('doubles the wait up to its limit, then parks', () => {
  const policy = new RestartPolicy(limits);
  expect([0, 1, 2, 3].map((at) => policy.failed(at))).toEqual([wait(100), wait(200), wait(300), parked]);
});

it('forgets failures that lie behind the window', () => {
  const policy = new RestartPolicy(limits);
  expect([0, 9_000, 10_000, 25_000].map((at) => policy.failed(at))).toEqual([
    wait(100),
    wait(200),
    wait(200),
    wait(100),
  ]);
});

it('gives a parked instance one chance at a time until it has worked', () => {
  const policy = new RestartPolicy(limits);
  for (const at of [0, 1, 2, 3]) policy.failed(at);
  expect(policy.failed(60_000)).toEqual(parked);
  policy.succeeded();
  expect(policy.failed(120_000)).toEqual(wait(100));
});
