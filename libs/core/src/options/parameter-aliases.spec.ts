import { describe, expect, it } from 'vitest';
import type { OptionSchema } from '../contract/option-schema.js';
import { canonicalParameter } from './parameter-aliases.js';

const number = { type: 'number', label: 'x', min: 0, max: 1, step: 0.01, default: 0.7 } as const;
const schema: OptionSchema = {
  steps: { ...number, type: 'integer' },
  image: { type: 'image', label: 'Picture', role: 'picture', default: '' },
  strength: { ...number, needs: 'image' },
  enable_hr: { type: 'boolean', label: 'Hires fix', default: false },
  denoising_strength: { ...number, needs: 'enable_hr' },
};
const { denoising_strength: _, ...withoutHires } = schema;

describe('canonicalParameter', () => {
  it('replaces aliases and leaves other names alone', () => {
    expect(canonicalParameter(schema, 'num_inference_steps', {})).toBe('steps');
    expect(canonicalParameter(schema, 'stepz', {})).toBe('stepz');
    expect(canonicalParameter(withoutHires, 'denoising_strength', {})).toBe('strength');
  });

  it.each([
    ['hires fix', { enable_hr: true, denoising_strength: 0.5 }, 'denoising_strength'],
    ['image to image', { image: 'a', denoising_strength: 0.5 }, 'strength'],
    [
      'a form, which sends both',
      { image: 'a', strength: 0.5, denoising_strength: 0.7 },
      'denoising_strength',
    ],
  ])('takes the denoising strength of A1111 for %s', (_title, given, expected) => {
    expect(canonicalParameter(schema, 'denoising_strength', given)).toBe(expected);
  });
});
