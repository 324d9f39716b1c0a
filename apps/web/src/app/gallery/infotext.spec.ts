import { describe, expect, it } from 'vitest';

import { sampleImage } from '../api/testing/sample-job';
import { sampleModel } from '../api/testing/sample-model';
import { toInfotext } from './infotext';

describe('infotext', () => {
  it('writes prompts, then one line of settings in the words that others read', () => {
    const image = sampleImage('i', {
      negative_prompt: 'blurry',
      parameters: { prompt: 'a green cat', guidance_scale: 7, steps: 12, sampler: 'ddim', clip_skip: 2 },
    });
    expect(toInfotext(image, sampleModel('a'))).toBe(
      'a green cat\nNegative prompt: blurry\n' +
        'Steps: 12, Sampler: DDIM, CFG scale: 7, Seed: 18446744073709551615, Clip skip: 2, ' +
        'Size: 256x256, Model: a',
    );
  });

  it('leaves out an empty negative prompt and quotes what would break the line', () => {
    const image = sampleImage('i', { parameters: { note: 'soft, "warm"', nested: { a: 1 } }, seed: '7' });
    expect(toInfotext(image, undefined)).toBe(
      'a green cat\nSeed: 7, Note: "soft, \\"warm\\"", Size: 256x256, Model: a',
    );
  });
});
