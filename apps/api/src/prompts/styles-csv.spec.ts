import { expect, it } from 'vitest';
import { applyStyles } from './apply-styles.js';
import { readStylesCsv, writeStylesCsv } from './styles-csv.js';

const style = (name: string, prompt: string, negativePrompt = '') => ({ name, prompt, negativePrompt });

it('reads what A1111 writes: quotes, commas and line breaks in cells, a byte order mark', () => {
  const csv =
    '\uFEFFname,prompt,negative_prompt\r\nNeon,"neon, {prompt}, ""glow""",blurry\r\nTwo lines,"a\nb",\r\n';
  expect(readStylesCsv(csv)).toEqual([
    style('Neon', 'neon, {prompt}, "glow"', 'blurry'),
    style('Two lines', 'a\nb'),
  ]);
});

it('reads older files, columns in another order, and leaves dividers out', () => {
  expect(readStylesCsv('text,name\nink,Ink\n,--- paint ---\n\noil,Oil')).toEqual([
    style('Ink', 'ink'),
    style('Oil', 'oil'),
  ]);
});

it('knows what is no such file', () => {
  for (const csv of ['', 'name\nx', 'a,b\nc,d']) expect(readStylesCsv(csv)).toBeUndefined();
});

it('reads back what it writes', () => {
  const styles = [style('A', '{prompt}, "q"', 'x, y'), style('B', 'one\ntwo')];
  expect(readStylesCsv(writeStylesCsv(styles))).toEqual(styles);
});

it('applies styles one after the other, at the place of the prompt or behind it', () => {
  const styles = [style('A', 'photo of {prompt}, sharp', 'blurry'), style('B', 'neon', 'no {prompt}')];
  expect(applyStyles({ prompt: 'a $& cat', negativePrompt: 'dog' }, styles)).toEqual({
    prompt: 'photo of a $& cat, sharp, neon',
    negativePrompt: 'no dog, blurry',
  });
  expect(applyStyles({ prompt: '', negativePrompt: '' }, [style('B', 'neon')])).toEqual({
    prompt: 'neon',
    negativePrompt: '',
  });
});
