import { describe, expect, it } from 'vitest';

import { sampleJob } from './testing/sample-job';
import { announcement, phaseWords, stepWords, timeLeftWords } from './phase-words';

const painting = sampleJob('j', {
  status: 'processing',
  progress: { phase: 'denoise', step: 5, of: 12, fraction: 0.41, seconds_left: 3.2 },
});

function at(fraction: number): string {
  return announcement({ ...painting, progress: { phase: 'denoise', step: 1, of: 12, fraction } });
}

describe('words for a job', () => {
  it('says what is being done, how far it is and how long it takes', () => {
    expect(phaseWords(painting)).toBe('Painting');
    expect(stepWords(painting)).toBe('step 5 of 12');
    expect(timeLeftWords(painting)).toBe('3 s left');
  });

  it('counts no steps where they mean nothing', () => {
    const loading = sampleJob('j', {
      status: 'processing',
      progress: { phase: 'load', step: 0, of: 1, fraction: 0 },
    });
    expect(phaseWords(loading)).toBe('Loading the model');
    expect(stepWords(loading)).toBeUndefined();
    expect(timeLeftWords(loading)).toBeUndefined();
  });

  it('tells a waiting job from one that has begun', () => {
    expect(phaseWords(sampleJob('j'))).toBe('Waiting for its turn');
    expect(phaseWords(sampleJob('j', { status: 'processing' }))).toBe('Starting');
  });

  it('speaks at quarters, not at every step', () => {
    expect(at(0.26)).toBe(at(0.49));
    expect(at(0.49)).not.toBe(at(0.51));
  });
});
