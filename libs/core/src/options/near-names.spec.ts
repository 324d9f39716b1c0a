import { expect, it } from 'vitest';
import { nearNames } from './near-names.js';

const names = ['ink-wash', 'Ink', 'styles/clay', 'watercolour', 'claymation'];

it.each([
  ['ink', ['Ink', 'ink-wash']],
  ['clay', ['styles/clay', 'claymation']],
  ['inkwash', ['ink-wash', 'Ink']],
  ['watercolor', ['watercolour']],
  ['nothing', []],
])('names what %s may have meant', (name, expected) => {
  expect([...nearNames(name, names)].sort()).toEqual([...expected].sort());
});
