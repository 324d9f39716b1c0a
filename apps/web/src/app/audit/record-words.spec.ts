import { describe, expect, it } from 'vitest';

import type { AuditRecord } from '../api/generated/models/audit-record';
import { actionWords, isFailure } from './action-words';
import { actorWords, dataWords, hasTexts, verdictWords } from './record-words';

const record = (data: AuditRecord['data'], subject = 'job'): AuditRecord => ({
  sequence: 1,
  time: '2026-11-25T12:00:00.000Z',
  actor: 'app',
  action: 'job.created',
  subject_type: subject,
  request_id: null,
  subject_id: 'TRASH_DAYS',
  data,
  previous_hash: '',
  hash: '',
});

describe('words for a record', () => {
  it('reads action and actor', () => {
    expect(actionWords('job.cancel-requested')).toBe('Cancel asked for');
    expect(actionWords('rocket.taken-off')).toBe('Rocket taken off');
    expect([isFailure('prompt.enrichment-failed'), isFailure('job.completed')]).toEqual([true, false]);
    expect(actorWords('client:192.168.1.4')).toBe('by 192.168.1.4');
    expect(actorWords('worker:7')).toBe('by a worker');
    expect(actorWords('app')).toBe('by the studio');
  });

  it('shows the prompt wherever it stands', () => {
    expect(dataWords(record({ request: { prompt: 'a cat', steps: 3 }, backend: 'local' }))).toBe('a cat');
    expect(dataWords(record({ prompt: 'a dog', negative_prompt: 'blur' }))).toBe('a dog');
  });

  it('shows what people can read, and leaves the rest to the whole record', () => {
    const made = { width: 64, height: 32, seed: '7', generation_seconds: 4.2, sha256: 'ab', job_id: 'x' };
    expect(dataWords(record(made, 'image'))).toBe('64 × 32 · seed 7 · took 4.2 s');
    expect(dataWords(record({ from: 7, to: 30 }, 'setting'))).toBe('TRASH_DAYS · from 7 · to 30');
    expect(dataWords(record({ error: { code: 'internal', message: 'It broke' } }))).toBe('It broke');
    expect(dataWords(record({ reachable: false, models: null }, 'server'))).toBe('answers no');
  });

  it('knows whether there are words to take out', () => {
    expect(hasTexts({ request: { prompt: 'a cat' } })).toBe(true);
    expect(hasTexts({ request: { prompt: '[redacted]', negative_prompt: '' } })).toBe(false);
    expect(hasTexts({ values: [{ instruction: 'more' }] })).toBe(true);
    expect(hasTexts({ name: 'prompt' })).toBe(false);
  });

  it('says what the check of the chain found', () => {
    expect(verdictWords({ valid: true, records: 12 })).toBe('All 12 records are in order.');
    expect(verdictWords({ valid: false, sequence: 4, reason: 'the hash differs' })).toBe(
      'Record 4 is not in order: the hash differs.',
    );
  });
});
