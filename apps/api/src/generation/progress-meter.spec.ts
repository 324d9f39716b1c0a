import type { ProgressPhase } from '@cyberimage/core';
import { expect, it } from 'vitest';
import { ProgressMeter } from './progress-meter.js';

const progress = (phase: ProgressPhase, step: number, of: number) =>
  ({ type: 'progress', phase, step, of }) as const;

it('goes from 0 to 1 and never back', () => {
  const meter = new ProgressMeter(() => 0);
  const events = [
    progress('wait', 0, 1),
    progress('load', 1, 1),
    progress('encode', 1, 1),
    progress('denoise', 1, 2),
    progress('encode', 0, 1),
    progress('denoise', 2, 2),
    progress('decode', 1, 1),
  ];
  expect(events.map((event) => meter.read(event).fraction)).toEqual([0, 0.04, 0.05, 0.5, 0.5, 0.95, 1]);
});

it('estimates the time left by the speed of denoising', () => {
  let nowMs = 60_000;
  const meter = new ProgressMeter(() => nowMs);
  expect(meter.read(progress('load', 1, 1)).seconds_left).toBeUndefined();
  expect(meter.read(progress('denoise', 0, 10)).seconds_left).toBeUndefined();
  nowMs += 1000;
  expect(meter.read(progress('denoise', 1, 10)).seconds_left).toBeCloseTo(9.6, 1);
  nowMs += 4000;
  expect(meter.read(progress('denoise', 5, 10)).seconds_left).toBeCloseTo(5.6, 1);
});
