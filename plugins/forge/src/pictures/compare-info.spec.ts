import { describe, expect, it } from 'vitest';
import { planOf } from '../testing/plan.js';
import { compareInfo } from './compare-info.js';

const SAME = {
  firstIndex: 0,
  seed: 7n,
  sampler: 'Euler a',
  scheduler: 'Karras',
  steps: 10,
  guidanceScale: 7,
  width: 64,
  height: 64,
  modelName: 'tiny-b',
  modelHash: '0123456789',
  clipSkip: 1,
};

const codes = (info: object, plan = planOf()) =>
  compareInfo({ plan, seed: 7n, variation: undefined }, { ...SAME, ...info }).map(({ code }) => code);

describe('compareInfo', () => {
  it('has nothing to say where all was done as asked', () => {
    expect(codes({})).toEqual([]);
  });

  it.each([
    ['other-checkpoint', { modelName: 'tiny-a', modelHash: 'ffffffffff' }],
    ['other-checkpoint-hash', { modelHash: 'ffffffffff' }],
    ['other-sampler', { sampler: 'DPM++ 2M' }],
    ['other-schedule-type', { scheduler: 'Automatic' }],
    ['other-seed', { seed: 8n }],
    ['other-number-of-steps', { steps: 9 }],
    ['other-guidance-scale', { guidanceScale: 1 }],
    ['other-width', { width: 56 }],
    ['other-height', { height: 56 }],
    ['other-clip-skip', { clipSkip: 2 }],
  ])('finds %s', (code, info) => {
    expect(codes(info)).toEqual([code]);
  });

  it('takes any schedule type for Automatic', () => {
    expect(codes({ scheduler: 'SGM Uniform' }, planOf({ scheduler: 'Automatic' }))).toEqual([]);
  });

  it('finds other modules, in whatever order', () => {
    const plan = planOf({ modules: ['ae.safetensors', 'clip_l.safetensors'] });
    expect(codes({ modules: ['clip_l', 'ae'] }, plan)).toEqual([]);
    expect(codes({ modules: ['ae'] }, plan)).toEqual(['other-modules']);
    expect(codes({ modules: ['ae'] }, planOf({ modules: [] }))).toEqual(['other-modules']);
    expect(codes({ modules: [] })).toEqual([]);
  });

  it('finds another variation and another strength of what a picture is changed by', () => {
    const job = { plan: planOf(), seed: 7n, variation: { seed: 9n, strength: 0.2 } };
    const used = { ...SAME, variationSeed: 8n, variationStrength: 0.1 };
    expect(compareInfo(job, used).map(({ code }) => code)).toEqual([
      'other-variation-seed',
      'other-variation-strength',
    ]);
    const picture = { strength: 0.4, resizeMode: 1, mask: undefined };
    expect(codes({ denoisingStrength: 0.75 }, planOf({ picture }))).toEqual(['other-denoising-strength']);
  });

  it('does not compare what the server does not say', () => {
    expect(compareInfo({ plan: planOf(), seed: 7n, variation: undefined }, { firstIndex: 0 })).toEqual([]);
  });
});
