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

  it('tells of hires fix in the words of the web UI, with the size of the first pass', () => {
    const hires = { hr_scale: 2, hr_upscaler: 'Latent', hr_second_pass_steps: 0, denoising_strength: 0.7 };
    const parameters = { width: 128, height: 128, ...hires };
    const text = (enabled: boolean) =>
      toInfotext(
        sampleImage('i', { parameters: { ...parameters, enable_hr: enabled }, seed: '7' }),
        undefined,
      );
    expect(text(true)).toBe(
      'a green cat\nSeed: 7, Denoising strength: 0.7, Hires upscale: 2, Hires upscaler: Latent, ' +
        'Size: 128x128, Model: a',
    );
    expect(text(false)).toBe('a green cat\nSeed: 7, Size: 256x256, Model: a');
  });

  it('has the LoRAs as tags at the end of the prompt', () => {
    const image = sampleImage('i', { parameters: { loras: '<lora:ink:0.8>' }, seed: '7' });
    expect(toInfotext(image, undefined)).toBe('a green cat <lora:ink:0.8>\nSeed: 7, Size: 256x256, Model: a');
  });

  it('leaves out an empty negative prompt and quotes what would break the line', () => {
    const image = sampleImage('i', { parameters: { note: 'soft, "warm"', nested: { a: 1 } }, seed: '7' });
    expect(toInfotext(image, undefined)).toBe(
      'a green cat\nSeed: 7, Note: "soft, \\"warm\\"", Size: 256x256, Model: a',
    );
  });
});
