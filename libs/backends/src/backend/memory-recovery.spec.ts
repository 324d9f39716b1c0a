import { BackendError, type GenerationEvent } from '@cyberimage/core';
import { describe, expect, it } from 'vitest';
import { runWithRecovery, type MemoryMeasure } from './memory-recovery.js';

const shortage = new BackendError('out-of-memory', 'not enough memory');

const step = (value: number): GenerationEvent => ({ type: 'progress', phase: 'denoise', step: value, of: 4 });

const image = (index: number): GenerationEvent => ({
  type: 'image',
  index,
  seed: 0n,
  content: { kind: 'raw', width: 1, height: 1, channels: 3, data: new Uint8Array(3) },
  metadata: {},
});

function measure(code: string, helps = true): MemoryMeasure {
  return { code, message: `did ${code}`, apply: () => Promise.resolve(helps) };
}

/** Two pictures of two steps; the runs named fail at their second step. */
function fakeRun(failing: readonly number[], starts: number[]) {
  return async function* (first: number): AsyncGenerator<GenerationEvent> {
    starts.push(first);
    const doesFail = failing.includes(starts.length);
    for (let picture = first; picture < 2; picture++) {
      yield step(picture * 2 + 1);
      if (doesFail && picture === 1) await Promise.reject(shortage);
      yield step(picture * 2 + 2);
      yield image(picture);
    }
  };
}

async function collect(run: ReturnType<typeof fakeRun>, measures: readonly MemoryMeasure[]) {
  const told: (string | number)[] = [];
  for await (const event of runWithRecovery(run, measures)) {
    if (event.type === 'progress') told.push(event.step);
    if (event.type === 'image') told.push(`image ${event.index}`);
    if (event.type === 'warning') told.push(`${event.code}: ${event.message}`);
  }
  return told;
}

describe('short of memory', () => {
  it('takes one measure after the other, and goes on with the picture that failed', async () => {
    const starts: number[] = [];
    const told = await collect(fakeRun([1, 2], starts), [measure('one'), measure('two'), measure('three')]);
    expect(starts).toEqual([0, 1, 1]);
    expect(told).toEqual([1, 2, 'image 0', 3, 'one: did one', 3, 'two: did two', 3, 4, 'image 1']);
  });

  it('leaves out measures that change nothing', async () => {
    const told = await collect(fakeRun([1], []), [measure('idle', false), measure('two')]);
    expect(told.filter((entry) => typeof entry === 'string')).toEqual(['image 0', 'two: did two', 'image 1']);
  });

  it('gives up when nothing is left to try', async () => {
    await expect(collect(fakeRun([1, 2], []), [measure('one')])).rejects.toBe(shortage);
  });

  it('does not try again after another failure', async () => {
    const failure = new BackendError('internal', 'odd');
    const run = () => ({ [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(failure) }) });
    await expect(collect(run as never, [measure('one')])).rejects.toBe(failure);
  });
});
