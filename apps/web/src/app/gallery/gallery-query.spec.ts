import { describe, expect, it } from 'vitest';

import { narrowsDown, toFilter, toOrder } from './gallery-query';

const NOW = Date.UTC(2026, 10, 25, 12);

describe('the filter in the address', () => {
  it('is what the studio is asked for', () => {
    const query = { q: 'cat', model: 'a', backend: 'local', favourite: 'true', size: '512x768', days: '7' };
    expect(toFilter(query, NOW)).toEqual({
      q: 'cat',
      model: 'a',
      backend: 'local',
      favourite: true,
      width: 512,
      height: 768,
      from: '2026-11-18T12:00:00.000Z',
    });
  });

  it('takes days whole, where the person is', () => {
    const { from, to } = toFilter({ days: 'between', from: '2026-11-01', to: '2026-11-02' });
    expect(from).toBe(new Date(2026, 10, 1).toISOString());
    expect(to).toBe(new Date(2026, 10, 3).toISOString());
    expect(toFilter({ days: 'between', to: '2026-11-02' })).toEqual({ to });
  });

  it('leaves out what makes no sense', () => {
    const query = { q: '', model: '', favourite: 'maybe', size: 'huge', days: 'soon', from: '2026-11-01' };
    expect(toFilter(query, NOW)).toEqual({});
    expect(toFilter({ days: 'between', from: '2026-13-45', to: 'tomorrow' })).toEqual({});
  });

  it('knows an order, which leaves nothing out', () => {
    expect(toOrder({ sort: 'size' })).toBe('size');
    expect(toOrder({ sort: 'colour' })).toBe('newest');
    expect(toOrder({})).toBe('newest');
    expect(narrowsDown({ sort: 'size', q: undefined })).toBe(false);
    expect(narrowsDown({ sort: 'size', model: 'a' })).toBe(true);
  });
});
