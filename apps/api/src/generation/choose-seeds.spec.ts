import type { OptionSchema } from '@cyberimage/core';
import { expect, it } from 'vitest';
import { chooseSeeds } from './choose-seeds.js';

const OPTIONS: OptionSchema = {
  variation_seed: { type: 'seed', label: 'Variation seed', default: -1 },
  prompt: { type: 'text', label: 'Prompt', maxLength: 10, default: '' },
};

it('puts a seed in place of −1, and touches nothing else', () => {
  const { variation_seed: chosen, ...others } = chooseSeeds(OPTIONS, { variation_seed: '-1', prompt: '-1' });
  expect(chosen).toMatch(/^\d{1,10}$/);
  expect(others).toEqual({ prompt: '-1' });
  const named = { variation_seed: '18446744073709551615', prompt: '' };
  expect(chooseSeeds(OPTIONS, named)).toEqual(named);
});
