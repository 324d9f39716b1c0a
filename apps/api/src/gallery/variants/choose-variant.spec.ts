import { expect, it } from 'vitest';
import { chooseVariant } from './choose-variant.js';

const CHROME = 'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8';
const SAFARI =
  'image/webp,image/avif,image/jxl,image/heic,image/heic-sequence,video/*;q=0.8,image/png,*/*;q=0.5';

it.each([
  [CHROME, 'image/png', 'image/webp'],
  [CHROME, 'image/webp', undefined],
  [SAFARI, 'image/jpeg', 'image/webp'],
  ['image/avif', 'image/png', 'image/avif'],
  ['image/avif, image/webp;q=0', 'image/png', 'image/avif'],
  ['image/png, image/webp;q=0.5', 'image/png', undefined],
  ['image/*', 'image/png', undefined],
  ['*/*', 'image/png', undefined],
  ['text/html', 'image/png', undefined],
  ['', 'image/png', undefined],
  [undefined, 'image/png', undefined],
])('%j for a file of %s gives %s', (accept, own, chosen) => {
  expect(chooseVariant(accept, own)).toBe(chosen);
});
