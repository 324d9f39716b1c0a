import { expect, it } from 'vitest';

import { formatLoras, parseLoras } from './lora-rows';

it('reads and writes the tags of LoRAs', () => {
  const tags = '<lora:ink:0.8><lora:styles/my clay:0.5:-1>';
  expect(parseLoras(tags)).toEqual([
    { name: 'ink', weight: 0.8 },
    { name: 'styles/my clay', weight: -1, textEncoderWeight: 0.5 },
  ]);
  expect(formatLoras(parseLoras(tags))).toBe(tags);
  expect(parseLoras('')).toEqual([]);
});
