import { describe, expect, it } from 'vitest';
import { WorkLimit } from './work-limit.js';

const open = () => new AbortController().signal;

describe('WorkLimit', () => {
  it('gives no reason while nothing ended the work', () => {
    const limit = new WorkLimit(open(), open(), 60_000);
    expect(limit.signal.aborted).toBe(false);
    expect(limit.reason()).toBeUndefined();
  });

  it('knows a cancel', () => {
    const limit = new WorkLimit(AbortSignal.abort(), open(), 60_000);
    expect(limit.signal.aborted).toBe(true);
    expect(limit.reason()).toMatchObject({ code: 'cancelled' });
  });

  it('knows the end of the backend, after which no retry helps', () => {
    const limit = new WorkLimit(open(), AbortSignal.abort(), 60_000);
    expect(limit.reason()).toMatchObject({ code: 'unavailable', retryable: false });
  });

  it('knows that time is up', async () => {
    const limit = new WorkLimit(open(), open(), 5);
    await new Promise((resolve) => limit.signal.addEventListener('abort', resolve));
    expect(limit.reason()).toMatchObject({
      code: 'unavailable',
      retryable: true,
      message: expect.stringContaining('0.005 s'),
    });
  });
});
