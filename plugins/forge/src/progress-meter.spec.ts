import { describe, expect, it } from 'vitest';
import { ProgressMeter } from './progress-meter.js';
import { planOf } from './testing/plan.js';

const steps = (meter: ProgressMeter, index: number, ...fractions: number[]) =>
  fractions.flatMap((fraction) => [...meter.events(index, { phase: 'active', fraction })]);

describe('ProgressMeter', () => {
  it('counts over all pictures and never falls', () => {
    const meter = new ProgressMeter(planOf({ numImages: 2 }));
    const events = [...steps(meter, 0, 0.1, 0.5, 0.4, 1), ...steps(meter, 1, 0, 0.05, 0.5, 1)];
    expect(events.map((event) => (event.type === 'progress' ? event.step : event.type))).toEqual([
      1, 5, 10, 15, 20,
    ]);
    expect(events[0]).toMatchObject({ phase: 'denoise', of: 20 });
  });

  it.each([
    [0, 20],
    [4, 14],
  ])('counts the second pass of %i steps', (hiresSteps, of) => {
    const hires = { scale: 2, upscaler: 'Latent', steps: hiresSteps, denoisingStrength: 0.7 };
    expect(steps(new ProgressMeter(planOf({ hires })), 0, 1)).toEqual([
      { type: 'progress', phase: 'denoise', step: of, of },
    ]);
  });

  it('says nothing while a task waits', () => {
    expect([...new ProgressMeter(planOf()).events(0, { phase: 'queued' })]).toEqual([]);
  });
});
