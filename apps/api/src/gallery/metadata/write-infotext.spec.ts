import type { JsonObject } from '@cyberimage/core';
import { describe, expect, it } from 'vitest';
import { writeInfotext } from './write-infotext.js';

const source = (parameters: JsonObject) =>
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
        'Model hash: 41c7619be5, Model: tiny, Clip skip: 3, Version: CyberImage v2',
    );
  });

  it('leaves out an empty negative prompt', () => {
    expect(source({ prompt: 'a\nb', negative_prompt: '' })).toBe(
      'a\nb\nSeed: 42, Size: 64x32, Model: tiny, Version: CyberImage v2',
    );
  });

  it('has the LoRAs as tags in the prompt', () => {
    const loras = '<lora:ink:0.8><lora:styles/clay:-0.5>';
    expect(source({ prompt: 'a cat <lora:wash:1>', loras })).toBe(
      `a cat <lora:wash:1> ${loras}\nSeed: 42, Size: 64x32, Model: tiny, Version: CyberImage v2`,
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
        'Hires upscale: 1.75, Hires steps: 10, Hires upscaler: 4x-UltraSharp, Version: CyberImage v2',
    );
    expect(source({ ...parameters, hr_second_pass_steps: 0 })).not.toContain('Hires steps');
    expect(source({ ...parameters, enable_hr: false })).toBe(
      'castle\nSteps: 25, Seed: 42, Size: 64x32, Model: tiny, Version: CyberImage v2',
    );
  });

  it('counts clip skip as A1111 does, and leaves out what is none', () => {
    expect(source({ prompt: 'x', clip_skip: 1 })).toContain('Model: tiny, Clip skip: 2, Version');
    expect(source({ prompt: 'x', clip_skip: 0 })).not.toContain('skip');
  });

  it('names samplers and schedules as A1111 does', () => {
    const ofComfy = source({ prompt: 'x', sampler: 'dpmpp_2m_sde', scheduler: 'sgm_uniform' });
    expect(ofComfy).toContain('Sampler: DPM++ 2M SDE, Schedule type: SGM Uniform, Seed');
    const own = source({ prompt: 'x', sampler: 'Flow UniPC', scheduler: 'linear_quadratic' });
    expect(own).toContain('Sampler: Flow UniPC, Schedule type: linear_quadratic, Seed');
  });

  it('has the strength of image to image, and what was done with a mask, in the words of A1111', () => {
    const picture = { prompt: 'x', image: '0'.repeat(64), strength: 0.6 };
    expect(source(picture)).toBe(
      'x\nSeed: 42, Size: 64x32, Model: tiny, Denoising strength: 0.6, Version: CyberImage v2',
    );
    const masked = {
      mask: '1'.repeat(64),
      mask_blur: 4,
      inpainting_fill: 'latent_noise',
      inpainting_mask_invert: true,
      inpaint_full_res: true,
      inpaint_full_res_padding: 32,
    };
    expect(source({ ...picture, ...masked })).toContain(
      'Denoising strength: 0.6, Mask blur: 4, Mask mode: Inpaint not masked, Inpaint area: Only masked, ' +
        'Masked area padding: 32, Masked content: latent noise, Version',
    );
    expect(source({ ...picture, ...masked, image: '' })).not.toMatch(/enoising|ask/);
  });

  it("tells the hashes of the LoRAs' weights", () => {
    const hash = '7c6bad76eb54'.padEnd(64, '0');
    const applied = [
      { name: 'detail', weight: 1, sha256: 'f'.repeat(64), weights_sha256: hash },
      { name: 'styles/ink', weight: 0.5, weights_sha256: hash.replace('7', '8') },
      { name: 'made before', weight: 0.5, sha256: hash },
    ];
    expect(source({ prompt: 'x', applied_loras: applied })).toContain(
      'Lora hashes: "detail: 7c6bad76eb54, styles/ink: 8c6bad76eb54", Version',
    );
    expect(source({ prompt: 'x', applied_loras: applied.slice(2) })).not.toContain('hashes');
  });

  it('is the one that a server of the web UIs wrote, where there is one', () => {
    const infotext = 'x\nSteps: 2, Sampler: Euler a, CFG scale: 7, Version: f2.0';
    expect(source({ prompt: 'x', steps: 2, infotext })).toBe(infotext);
  });

  it.each(['a, b', 'a: b', 'a\nb', 'say "a, b"'])('quotes the value %j', (value) => {
    expect(source({ prompt: 'x', note: value })).toContain(`Note: ${JSON.stringify(value)}, Version`);
  });
});
