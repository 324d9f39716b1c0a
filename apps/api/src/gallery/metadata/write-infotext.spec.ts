import { describe, expect, it } from 'vitest';
import { writeInfotext } from './write-infotext.js';

const source = (parameters: Record<string, string | number | boolean>) =>
  writeInfotext({ model: 'tiny', seed: '42', width: 64, height: 32, parameters });

describe('the text in a picture', () => {
  it('has the order of the web UIs', () => {
    const text = source({
      prompt: 'a cat, "q"',
      negative_prompt: 'dog',
      num_images: 2,
      width: 60,
      guidance_scale: 7.5,
      scheduler: 'Karras',
      sampler: 'Euler a',
      steps: 2,
      model_hash: '41c7619be5',
      clip_skip: 2,
    });
    expect(text).toBe(
      'a cat, "q"\nNegative prompt: dog\n' +
        'Steps: 2, Sampler: Euler a, Schedule type: Karras, CFG scale: 7.5, Seed: 42, Size: 64x32, ' +
        'Model hash: 41c7619be5, Model: tiny, Clip skip: 2, Version: CyberImage',
    );
  });

  it('leaves out an empty negative prompt', () => {
    expect(source({ prompt: 'a\nb', negative_prompt: '' })).toBe(
      'a\nb\nSeed: 42, Size: 64x32, Model: tiny, Version: CyberImage',
    );
  });

  it('has the LoRAs as tags in the prompt', () => {
    const loras = '<lora:ink:0.8><lora:styles/clay:-0.5>';
    expect(source({ prompt: 'a cat <lora:wash:1>', loras })).toBe(
      `a cat <lora:wash:1> ${loras}\nSeed: 42, Size: 64x32, Model: tiny, Version: CyberImage`,
    );
    expect(source({ prompt: 'a cat', loras: '' })).toMatch(/^a cat\n/);
  });

  it('tells of hires fix in the words of the web UIs, with the size of the first pass', () => {
    const hires = {
      enable_hr: true,
      hr_scale: 1.75,
      hr_upscaler: '4x-UltraSharp',
      hr_second_pass_steps: 10,
      denoising_strength: 0.45,
    };
    const parameters = { prompt: 'castle', steps: 25, width: 512, height: 768, ...hires };
    expect(source(parameters)).toBe(
      'castle\nSteps: 25, Seed: 42, Size: 512x768, Model: tiny, Denoising strength: 0.45, ' +
        'Hires upscale: 1.75, Hires steps: 10, Hires upscaler: 4x-UltraSharp, Version: CyberImage',
    );
    expect(source({ ...parameters, hr_second_pass_steps: 0 })).not.toContain('Hires steps');
    expect(source({ ...parameters, enable_hr: false })).toBe(
      'castle\nSteps: 25, Seed: 42, Size: 64x32, Model: tiny, Version: CyberImage',
    );
  });

  it.each(['a, b', 'a: b', 'a\nb', 'say "a, b"'])('quotes the value %j', (value) => {
    expect(source({ prompt: 'x', note: value })).toContain(`Note: ${JSON.stringify(value)}, Version`);
  });
});
