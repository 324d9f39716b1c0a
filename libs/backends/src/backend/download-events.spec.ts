import type { GenerationEvent } from '@cyberimage/core';
import { expect, it } from 'vitest';
import { downloadEvents } from './download-events.js';

const MEBIBYTE = 2 ** 20;

async function eventsOf(sums: readonly number[], totalBytes: number): Promise<readonly GenerationEvent[]> {
  const progress = (async function* () {
    for (const doneBytes of sums) yield await Promise.resolve({ doneBytes, totalBytes });
  })();
  const events: GenerationEvent[] = [];
  for await (const event of downloadEvents(progress)) events.push(event);
  return events;
}

it('counts mebibytes, and the last bytes as a whole one', async () => {
  const sums = [0, 100, MEBIBYTE, MEBIBYTE + 1, 2 * MEBIBYTE + 7];
  const event = { type: 'progress', phase: 'download', of: 3 };
  const steps = [0, 1, 3].map((step) => ({ ...event, step }));
  expect(await eventsOf(sums, 2 * MEBIBYTE + 7)).toEqual(steps);
});

it('says little about many gigabytes, and something about a few bytes', async () => {
  const many = Array.from({ length: 4000 }, (_, i) => i * MEBIBYTE);
  const events = await eventsOf(many, 4000 * MEBIBYTE);
  expect(events.length).toBeGreaterThan(100);
  expect(events.length).toBeLessThanOrEqual(501);
  expect(await eventsOf([7], 7)).toEqual([{ type: 'progress', phase: 'download', step: 1, of: 1 }]);
});
