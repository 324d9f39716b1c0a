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
  compareInfo(plan, 7n, { ...SAME, ...info }).map(({ code }) => code);

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

  it('does not compare what the server does not say', () => {
    expect(compareInfo(planOf(), 7n, { firstIndex: 0 })).toEqual([]);
  });
});
