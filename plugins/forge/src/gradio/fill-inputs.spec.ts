import { describe, expect, it } from 'vitest';
import { planOf } from '../testing/plan.js';
import { fillInputs } from './fill-inputs.js';
import type { GradioFunction } from './gradio-config.js';

const NEEDED = [
  'prompt',
  'neg_prompt',
  'styles',
  'batch_count',
  'batch_size',
  'cfg_scale',
  'height',
  'width',
  'steps',
  'sampling',
  'scheduler',
  'seed',
  'override_settings',
].map((name) => `txt2img_${name}`);

const inputOf = (type: string, elemId: string | undefined) => ({
  id: 1,
  type,
  elemId,
  label: undefined,
  classes: [],
  multiselect: false,
  value: `${elemId} as it was`,
  choices: [],
});

function formOf(...elemIds: string[]): GradioFunction {
  const sliders = elemIds.map((elemId) => inputOf('slider', elemId));
  const inputs = [inputOf('textbox', undefined), ...sliders, inputOf('state', undefined)];
  return { index: 1, apiName: 'txt2img_1', triggerId: 1, inputs };
}

const job = {
  plan: planOf(),
  seed: 2n ** 64n - 1n,
  variation: undefined,
  taskId: 'task(x)',
  restore: true,
  previews: true,
};

describe('fillInputs', () => {
  it('places values by element id and leaves the others as they were', () => {
    const form = formOf('other', ...NEEDED.toReversed());
    const values = fillInputs(form, job);
    expect(values[0]).toBe('task(x)');
    expect(values[1]).toBe('other as it was');
    expect(values[2]).toEqual(['Clip skip: 1']);
    expect(values[3]).toBe(2n ** 64n - 1n);
    expect(values.at(-2)).toBe('a cat');
    expect(values.at(-1)).toBeNull();
    expect(values).toHaveLength(form.inputs.length);
  });

  it('names the elements that a picture cannot do without', () => {
    const form = formOf(...NEEDED.filter((elemId) => elemId !== 'txt2img_steps'));
    expect(() => fillInputs(form, job)).toThrow(
      'the web UI’s form has no txt2img_steps; start the server with --api',
    );
  });

  it('minds the elements of hires fix only when it is asked for', () => {
    const hires = { scale: 2, upscaler: 'Latent', steps: 0, denoisingStrength: 0.7 };
    expect(() => fillInputs(formOf(...NEEDED), { ...job, plan: planOf({ hires }) })).toThrow(
      'txt2img_hr-checkbox',
    );
  });

  it('does not take another text box for the task id', () => {
    const { inputs, ...rest } = formOf(...NEEDED);
    expect(() => fillInputs({ ...rest, inputs: inputs.slice(1) }, job)).toThrow('id_task');
  });
});
