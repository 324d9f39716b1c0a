import { describe, expect, it } from 'vitest';

import { actionWords, actorWords, dataWords, verdictWords } from './record-words';

describe('words for a record', () => {
  it('reads action, actor and data', () => {
    expect(actionWords('job.cancel-requested')).toBe('Job cancel requested');
    expect(actorWords('client:192.168.1.4')).toBe('by 192.168.1.4');
    expect(actorWords('worker:7')).toBe('by a worker');
    expect(actorWords('app')).toBe('by the studio');
    expect(dataWords({ prompt: 'a cat', num_images: 2, nested: { a: 1 }, none: null })).toBe(
      'prompt: a cat · num images: 2',
    );
  });

  it('says what the check of the chain found', () => {
    expect(verdictWords({ valid: true, records: 12 })).toBe('All 12 records are in order.');
    expect(verdictWords({ valid: false, sequence: 4, reason: 'the hash differs' })).toBe(
      'Record 4 is not in order: the hash differs.',
    );
  });
});
