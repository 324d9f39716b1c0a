import { expect, it } from 'vitest';
import { PUBLISHED_COLOURS } from './published-colours.js';

it('has one map per autoencoder, with a row per channel', () => {
  const known = PUBLISHED_COLOURS.map(({ channels, scalingFactor }) => `${channels} ${scalingFactor}`);
  expect(new Set(known).size).toBe(known.length);
  for (const { channels, colours } of PUBLISHED_COLOURS) expect(colours.matrix).toHaveLength(channels);
});
