import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { infotextParameters } from './infotext-parameters.js';
import { parseInfotext } from './parse-infotext.js';
import { writeInfotext } from './write-infotext.js';

interface InfotextCase {
  readonly id: string;
  readonly text: string;
  readonly prompt: string;
  readonly negative_prompt: string;
  readonly items: readonly (readonly [string, string])[];
  readonly parsed: Readonly<Record<string, string | number | boolean | object | undefined>>;
}

const { cases } = JSON.parse(readFileSync(new URL('./fixtures/infotext.json', import.meta.url), 'utf8')) as {
  cases: InfotextCase[];
};

/** The fixture's names for what we call by diffusers' words. */
const NAMES: Readonly<Record<string, string>> = {
  schedule_type: 'scheduler',
  cfg_scale: 'guidance_scale',
  variation_seed_strength: 'variation_strength',
  hires_upscale: 'hr_scale',
  hires_upscaler: 'hr_upscaler',
  hires_steps: 'hr_second_pass_steps',
};
/** Texts and tables that stay texts here, and what the web UIs count otherwise. */
const LEFT_OUT = new Set(['lora_hashes', 'hires_width', 'hires_height', 'distilled_cfg_scale', 'clip_skip']);

const parametersOf = (text: string) => infotextParameters(parseInfotext(text)).parameters;

/** As it is read from a text with a clip skip of 2. */
const clipSkipOf = (items: string) =>
  parametersOf(`x\nSteps: 2, Seed: 1, Clip skip: 2, ${items}`)['clip_skip'];

describe('a text of the web UIs', () => {
  it('has cases of every kind', () => expect(cases).toHaveLength(20));

  it.each(cases)('$id is taken apart', ({ text, prompt, negative_prompt, items }) => {
    expect(parseInfotext(text)).toEqual({ prompt, negativePrompt: negative_prompt, items });
  });

  it.each(cases)('$id becomes parameters', ({ text, prompt, negative_prompt, parsed }) => {
    const { parameters, ...made } = infotextParameters(parseInfotext(text));
    const { seed, model, ...others } = parsed;
    const digits = typeof seed === 'number' ? seed.toString() : seed;
    expect(parameters).toMatchObject({ prompt, negative_prompt });
    expect(made.seed).toBe(digits);
    expect(made.model).toBe(model);
    const strength = others['hires_upscaler'] === undefined ? 'strength' : 'denoising_strength';
    const names: typeof NAMES = { ...NAMES, denoising_strength: strength };
    for (const [name, value] of Object.entries(others)) {
      if (!LEFT_OUT.has(name)) expect(parameters[names[name] ?? name], name).toEqual(value);
    }
  });

  it('has its clip skip counted as diffusers does, unless we wrote it before we counted as they do', () => {
    expect(clipSkipOf('Version: v1.10.1')).toBe(1);
    expect(clipSkipOf('Version: CyberImage')).toBe(2);
    expect(clipSkipOf('Version: CyberImage v2')).toBe(1);
  });

  it('tells what was done with a picture and a mask, and the factor behind the size of hires fix', () => {
    const inpaint = cases.find(({ id }) => id === 'inpaint')!;
    expect(parametersOf(`${inpaint.text}, Mask mode: Inpaint not masked`)).toMatchObject({
      inpaint_full_res: true,
      inpaint_full_res_padding: 32,
      inpainting_fill: 'latent_noise',
      inpainting_mask_invert: true,
    });
    const resized = cases.find(({ id }) => id === 'hires-quoted')!;
    expect(parametersOf(resized.text)).toMatchObject({ enable_hr: true, hr_scale: 2 });
  });

  it('that we wrote is read back', () => {
    const parameters = {
      prompt: 'a cat, "q"\nsecond: line',
      negative_prompt: 'dog',
      steps: 12,
      sampler: 'Euler a',
      scheduler: 'Karras',
      guidance_scale: 7.5,
      clip_skip: 2,
      note: 'a, b: "c"',
    };
    const seed = '18446744073709551615';
    const text = writeInfotext({ model: 'm: x', seed, width: 64, height: 32, parameters });
    expect(infotextParameters(parseInfotext(text))).toEqual({
      model: 'm: x',
      seed,
      parameters: { ...parameters, width: 64, height: 32, version: 'CyberImage v2' },
    });
  });

  it('from a picture under a mask is read back', () => {
    const mask = {
      mask_blur: 2,
      inpainting_fill: 'fill',
      inpaint_full_res: true,
      inpaint_full_res_padding: 8,
    };
    const parameters = { prompt: 'x', strength: 0.5, inpainting_mask_invert: true, ...mask };
    const pictures = { image: '0'.repeat(64), mask: '1'.repeat(64) };
    const source = { model: 'm', seed: '1', width: 64, height: 64 };
    const text = writeInfotext({ ...source, parameters: { ...parameters, ...pictures } });
    expect(parametersOf(text)).toMatchObject(parameters);
  });

  it('with hires fix is read back with its switch', () => {
    const hires = { hr_scale: 1.75, hr_upscaler: '4x-UltraSharp', hr_second_pass_steps: 10 };
    const parameters = { prompt: 'castle', steps: 25, width: 512, height: 768, enable_hr: true, ...hires };
    const text = writeInfotext({ model: 'm', seed: '1', width: 896, height: 1344, parameters });
    expect(infotextParameters(parseInfotext(text)).parameters).toMatchObject(parameters);
  });
});
