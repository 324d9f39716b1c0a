import { describe, expect, it } from 'vitest';
import { StepTimes } from './step-times.js';

const WORK = { model: 'sd15', width: 512, height: 512, guided: true };

describe('StepTimes', () => {
  it('knows nothing before the first run', () => {
    expect(new StepTimes().estimate(WORK, 20, 1)).toBeUndefined();
  });

  it('adds up calls and decoding, per picture', () => {
    const times = new StepTimes();
    times.record(WORK, 'call', 2);
    times.record(WORK, 'decode', 10);
    expect(times.estimate(WORK, 20, 3)).toBe(150);
  });

  it('moves towards newer times', () => {
    const times = new StepTimes();
    times.record(WORK, 'decode', 0);
    times.record(WORK, 'call', 1);
    times.record(WORK, 'call', 2);
    expect(times.estimate(WORK, 10, 1)).toBeCloseTo(13);
  });

  it.each([{ model: 'lcm' }, { width: 768 }, { height: 768 }, { guided: false }])(
    'keeps %j apart',
    (change) => {
      const times = new StepTimes();
      times.record(WORK, 'call', 2);
      times.record(WORK, 'decode', 10);
      expect(times.estimate({ ...WORK, ...change }, 20, 1)).toBeUndefined();
    },
  );
});
