import { describe, expect, it } from 'vitest';

import { formatBytes } from './bytes';
import { formatDateTime, formatDay } from './date';
import { formatDuration, formatElapsed } from './duration';
import { formatFacts } from './facts';
import { fieldName } from './field-name';
import { formatPercent } from './percent';

describe('formatters', () => {
  it.each([
    [0.2, 'under a second'],
    [1, '1 s'],
    [59.4, '59 s'],
    [59.6, '1 min 0 s'],
    [80, '1 min 20 s'],
    [3900, '1 h 05 min'],
  ])('writes %d seconds left as %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });

  it('keeps a tenth of a short elapsed time', () => {
    expect(formatElapsed(4.23)).toBe('4.2 s');
    expect(formatElapsed(42.3)).toBe('42 s');
  });

  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [84_200, '84 kB'],
    [999_600, '1.0 MB'],
    [1_340_000, '1.3 MB'],
    [25_000_000, '25 MB'],
  ])('writes %d bytes as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it('says 100 % only when it is done', () => {
    expect(formatPercent(0.998)).toBe('99 %');
    expect(formatPercent(0.29)).toBe('29 %');
    expect(formatPercent(1)).toBe('100 %');
    expect(formatPercent(1.2)).toBe('100 %');
  });

  it('writes date and time in the language asked for', () => {
    const text = formatDateTime('2026-03-04T12:30:15.000Z', 'en-GB');
    expect(text).toMatch(/^4 Mar 2026, \d{2}:\d{2}:15$/);
  });

  it('makes words of a parameter name', () => {
    expect(fieldName('guidance_scale')).toBe('Guidance scale');
  });

  it('puts facts in a row that breaks between them', () => {
    const long = 'Hugging Face: somebody/a-model-with-a-long-name';
    expect(formatFacts('30 steps', undefined, false, '', long)).toBe(`30\u00a0steps\u00a0· ${long}`);
  });

  it('names days as people do', () => {
    const now = new Date('2026-03-02T09:00:00');
    const day = (iso: string) => formatDay(iso, now, 'en');
    expect(day('2026-03-02T00:10:00')).toBe('Today');
    expect(day('2026-03-01T23:50:00')).toBe('Yesterday');
    expect(day('2026-02-20T12:00:00')).toBe('Friday, February 20');
    expect(day('2025-02-20T12:00:00')).toBe('Thursday, February 20, 2025');
  });
});
