import { describe, expect, it } from 'vitest';
import type { OptionSchema } from '../contract/option-schema.js';
import { resolveParameters } from './resolve-parameters.js';

const schema: OptionSchema = {
  prompt: { type: 'text', label: 'Prompt', maxLength: 20, default: '', required: true },
  steps: { type: 'integer', label: 'Steps', min: 1, max: 50, step: 1, default: 20 },
  guidance_scale: { type: 'number', label: 'Guidance', min: 0, max: 20, step: 0.1, default: 7.5 },
  width: { type: 'integer', label: 'Width', min: 64, max: 1000, step: 64, default: 512, unit: 'px' },
  fixed: { type: 'integer', label: 'Fixed', min: 2, max: 2, step: 1, default: 2 },
  seed: { type: 'seed', label: 'Seed', default: -1 },
  sampler: {
    type: 'choice',
    label: 'Sampler',
    default: 'Euler',
    choices: [
      { value: 'Euler', label: 'Euler', aliases: ['EulerDiscreteScheduler'] },
      { value: 'Euler a', label: 'Euler a' },
    ],
  },
  tiling: { type: 'boolean', label: 'Tiling', default: false },
  image: { type: 'image', label: 'Picture', role: 'picture', default: '' },
  mask: { type: 'image', label: 'Mask', role: 'mask', of: 'image', needs: 'image', default: '' },
  mask_blur: { type: 'integer', label: 'Blur', min: 0, max: 64, step: 1, default: 4, needs: 'mask' },
  strength: { type: 'number', label: 'Strength', min: 0, max: 1, step: 0.01, default: 0.75, needs: 'image' },
  loras: {
    type: 'loras',
    label: 'LoRAs',
    choices: [
      { value: 'ink', label: 'Ink' },
      { value: 'styles/clay', label: 'Clay', aliases: ['clay'] },
    ],
    min: -2,
    max: 2,
    step: 0.05,
    default: '',
  },
};

const resolve = (given: Record<string, unknown>) =>
  resolveParameters(schema, { prompt: 'a robot', ...given });

describe('resolveParameters', () => {
  it('fills in defaults and leaves the seed to the caller', () => {
    expect(resolve({})).toEqual({
      valid: true,
      parameters: {
        prompt: 'a robot',
        steps: 20,
        guidance_scale: 7.5,
        width: 512,
        fixed: 2,
        sampler: 'Euler',
        tiling: false,
        image: '',
        loras: '',
      },
      seed: undefined,
      adjustments: [],
    });
  });

  it.each([
    [0, 0n],
    ['18446744073709551615', 2n ** 64n - 1n],
    [9007199254740991, 9007199254740991n],
    [-1, undefined],
    ['-1', undefined],
  ])('reads the seed %s', (seed, expected) => {
    expect(resolve({ seed })).toMatchObject({ valid: true, seed: expected });
  });

  it('keeps seeds beside the first among the parameters, as text', () => {
    const seeds: OptionSchema = {
      ...schema,
      variation_seed: { type: 'seed', label: 'Variation seed', default: -1 },
    };
    const read = (given: object) => resolveParameters(seeds, { prompt: 'a cube', ...given });
    expect(read({ seed: 7 })).toMatchObject({ seed: 7n, parameters: { variation_seed: '-1' } });
    const largest = '18446744073709551615';
    expect(read({ subseed: largest })).toMatchObject({ parameters: { variation_seed: largest } });
    expect(read({ variation_seed: -2 })).toMatchObject({ reasons: [{ field: 'variation_seed' }] });
  });

  it('takes aliases of names and of choices in any case', () => {
    const result = resolve({ cfg_scale: 3, sampler: 'eulerdiscretescheduler', num_inference_steps: 5 });
    expect(result).toMatchObject({
      valid: true,
      parameters: { guidance_scale: 3, sampler: 'Euler', steps: 5 },
    });
  });

  it.each([
    ['<lora:ink:0.8>', '<lora:ink:0.8>'],
    ['<lora:Ink> <lora:clay:-.5:0>', '<lora:ink:1><lora:styles/clay:-0.5:0>'],
    ['<lora:ink:te=0.5:unet=2>', '<lora:ink:0.5:2>'],
    [[{ name: 'CLAY', weight: 0.3 }, { name: 'ink' }], '<lora:styles/clay:0.3><lora:ink:1>'],
    [[], ''],
    [' ', ''],
  ])('reads the LoRAs %j', (loras, expected) => {
    expect(resolve({ loras })).toMatchObject({ valid: true, parameters: { loras: expected } });
  });

  it('leaves out what needs another option that is empty', () => {
    const withImage = resolve({ image: 'a', denoising_strength: 0.5 });
    expect(withImage).toMatchObject({ parameters: { image: 'a', mask: '', strength: 0.5 } });
    expect(withImage.valid && 'mask_blur' in withImage.parameters).toBe(false);
    expect(resolve({ image: 'a', mask_image: 'b' })).toMatchObject({
      parameters: { mask: 'b', mask_blur: 4, strength: 0.75 },
    });
    const alone = resolve({ mask: 'b', strength: 0.5 });
    expect(alone.valid && Object.keys(alone.parameters).filter((name) => /mask|strength/.test(name))).toEqual(
      [],
    );
  });

  it('takes null as absent', () => {
    expect(resolve({ steps: null, seed: null })).toMatchObject({ valid: true, parameters: { steps: 20 } });
  });

  it('moves a number to the nearest step and says so', () => {
    const result = resolve({ width: 500, guidance_scale: 2.3 });
    expect(result).toMatchObject({ parameters: { width: 512, guidance_scale: 2.3 } });
    expect(result.valid && result.adjustments).toEqual([
      {
        field: 'width',
        from: 500,
        to: 512,
        message: 'width moved from 500 to 512 px: this model takes steps of 64',
      },
    ]);
  });

  it('stays within a range whose last step is short of the maximum', () => {
    expect(resolve({ width: 1000 })).toMatchObject({ parameters: { width: 960 } });
  });

  it.each([
    [{ steps: 51 }, 'steps', 'out-of-range', 'steps is 51; this model takes 1 to 50'],
    [{ steps: 2.5 }, 'steps', 'wrong-type', 'steps is 2.5; expected an integer, 1 to 50'],
    [{ steps: '20' }, 'steps', 'wrong-type', 'steps is "20"; expected an integer, 1 to 50'],
    [{ fixed: 3 }, 'fixed', 'out-of-range', 'fixed is 3; this model takes only 2'],
    [{ cfg_scale: 99 }, 'cfg_scale', 'out-of-range', '99'],
    [{ prompt: '  ' }, 'prompt', 'required', 'prompt must not be empty'],
    [{ prompt: 'x'.repeat(21) }, 'prompt', 'too-long', '21 characters; at most 20'],
    [{ prompt: 7 }, 'prompt', 'wrong-type', 'prompt is 7'],
    [{ sampler: 'Nope' }, 'sampler', 'unknown-choice', 'sampler is "Nope"; this model takes Euler, Euler a'],
    [{ image: 7 }, 'image', 'wrong-type', 'expected the id of a stored picture'],
    [{ loras: 'ink' }, 'loras', 'wrong-type', 'expected tags such as <lora:name:0.8>'],
    [{ loras: [{ weight: 1 }] }, 'loras', 'wrong-type', 'expected tags'],
    [{ loras: [{ name: 'ink', weight: '1' }] }, 'loras', 'wrong-type', 'expected tags'],
    [
      { loras: '<lora:wax>' },
      'loras',
      'unknown-choice',
      'names "wax", which is not there for this model; there are ink',
    ],
    [{ loras: '<lora:clya>' }, 'loras', 'unknown-choice', 'did you mean styles/clay?'],
    [{ loras: '<lora:ink:3>' }, 'loras', 'out-of-range', 'the weight of ink is 3; this model takes -2 to 2'],
    [{ loras: '<lora:ink:1:-3>' }, 'loras', 'out-of-range', 'the weight of ink is -3'],
    [{ loras: '<lora:ink><lora:Ink:0.5>' }, 'loras', 'duplicate-lora', 'ink is named twice'],
    [{ tiling: 'yes' }, 'tiling', 'wrong-type', 'expected true or false'],
    [{ seed: '18446744073709551616' }, 'seed', 'out-of-range', '2^64'],
    [{ seed: -2 }, 'seed', 'wrong-type', '-2'],
    [{ seed: 1.5 }, 'seed', 'wrong-type', '1.5'],
    [{ seed: 2 ** 60 }, 'seed', 'wrong-type', 'decimal string'],
    [
      { stpes: 3 },
      'stpes',
      'unknown-field',
      'stpes is not a parameter of this model; it takes prompt, steps',
    ],
    [{ constructor: 3 }, 'constructor', 'unknown-field', 'constructor is not a parameter'],
    [{ cfg_scale: 3, guidance_scale: 4 }, 'guidance_scale', 'duplicate-field', 'two names of one parameter'],
  ])('refuses %j', (given, field, code, message) => {
    const result = resolve(given);
    expect(result.valid).toBe(false);
    const reasons = result.valid ? [] : result.reasons;
    expect(reasons).toEqual([{ field, code, message: expect.stringContaining(message) as string }]);
  });

  it('reports every fault at once', () => {
    const result = resolve({ steps: 0, seed: 'x', foo: 1, width: -1 });
    const fields = result.valid ? [] : result.reasons.map((reason) => reason.field);
    expect(fields.sort()).toEqual(['foo', 'seed', 'steps', 'width']);
  });
});
