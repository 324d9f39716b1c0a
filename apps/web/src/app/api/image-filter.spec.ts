import { describe, expect, it } from 'vitest';

import { matchesFilter, sameFilter } from './image-filter';
import { sampleImage } from './testing/sample-job';

describe('image filter', () => {
  const image = sampleImage('i', { prompt: 'A green cat, neon', favourite: true, model: 'a' });

  it('finds every word as the beginning of one of the prompt', () => {
    expect(matchesFilter(image, { q: 'NEO cat' })).toBe(true);
    expect(matchesFilter(image, { q: 'neon dog' })).toBe(false);
    expect(matchesFilter(image, { q: 'een' })).toBe(false);
  });

  it('holds model, favourite and time together', () => {
    expect(matchesFilter(image, {})).toBe(true);
    expect(matchesFilter(image, { model: 'a', favourite: true, from: '2026-01-01' })).toBe(true);
    expect(matchesFilter(image, { model: 'b' })).toBe(false);
    expect(matchesFilter(image, { from: '2026-01-02' })).toBe(false);
    expect(matchesFilter(image, { to: '2026-01-02' })).toBe(true);
    expect(matchesFilter(image, { to: '2026-01-01' })).toBe(false);
    expect(matchesFilter({ ...image, favourite: false }, { favourite: true })).toBe(false);
  });

  it('holds the backend and the size', () => {
    const { width, height } = image;
    expect(matchesFilter({ ...image, backend: 'local' }, { backend: 'local', width, height })).toBe(true);
    expect(matchesFilter({ ...image, backend: 'local' }, { backend: 'forge' })).toBe(false);
    expect(matchesFilter(image, { width: width + 8, height })).toBe(false);
  });

  it('knows when nothing changed', () => {
    expect(sameFilter({ q: 'cat' }, { q: 'cat', model: undefined })).toBe(true);
    expect(sameFilter({ q: 'cat' }, { q: 'cat', favourite: true })).toBe(false);
    expect(sameFilter({ width: 512, height: 512 }, { width: 512, height: 768 })).toBe(false);
  });
});
