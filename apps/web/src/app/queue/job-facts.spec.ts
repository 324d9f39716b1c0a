import { describe, expect, it } from 'vitest';

import { sampleJob } from '../api/testing/sample-job';
import { sampleModel } from '../api/testing/sample-model';
import { formatFacts } from '../ui/format/facts';
import { jobFacts, promptOf, secondsTaken } from './job-facts';

describe('facts of a job', () => {
  it('names model, size, steps and pictures as far as the request has them', () => {
    const whole = sampleJob('j', { request: { width: 256, height: 128, steps: 1, num_images: 4 } });
    expect(jobFacts(whole, [sampleModel('a')])).toBe(
      formatFacts('Model a', '256 × 128', '1 step', '4 pictures'),
    );
    expect(jobFacts(sampleJob('j', { request: { num_images: 1 } }), [])).toBe('a');
  });

  it('has words for an empty prompt', () => {
    expect(promptOf(sampleJob('j'))).toBe('a green cat');
    expect(promptOf(sampleJob('j', { request: { prompt: ' ' } }))).toBe('Without a prompt');
  });

  it('counts seconds of work, not of waiting', () => {
    const started_at = '2026-01-01T12:00:10.000Z';
    expect(secondsTaken({ started_at, completed_at: '2026-01-01T12:00:14.500Z' })).toBe(4.5);
    expect(secondsTaken({ started_at: null, completed_at: started_at })).toBeUndefined();
  });
});
