import type { OptionSchema } from '@cyberimage/core';
import { describe, expect, it } from 'vitest';
import { readFlatParameters } from './flat-parameters.js';

const OPTIONS: OptionSchema = {
  style: {
    type: 'choice',
    label: 'Style',
    choices: [
      { value: '', label: 'None' },
      { value: 'Neon', label: 'Neon' },
    ],
    default: '',
  },
};

const read = (given: object, options = OPTIONS) => readFlatParameters({ ...given }, options);

describe('readFlatParameters', () => {
  it('takes all that such programs send, with nothing out of the ordinary', () => {
    const everything = {
      positive_prompt: 'a cat',
      negative_prompt: '',
      styles: [],
      steps: 20,
      cfg_scale: 7,
      width: 512,
      height: 512,
      sampler_name: 'Euler a',
      scheduler_name: 'Karras',
      seed: -1,
      subseed: -1,
      subseed_strength: 0,
      batch_size: 1,
      n_iter: 1,
      restore_faces: false,
      tiling: false,
      enable_hr: false,
      hr_resize_x: 0,
      hr_resize_y: 0,
      send_images: false,
      save_images: true,
    };
    expect(read(everything)).toEqual({
      prompt: 'a cat',
      negative_prompt: '',
      steps: 20,
      cfg_scale: 7,
      width: 512,
      height: 512,
      sampler_name: 'Euler a',
      scheduler: 'Karras',
      seed: -1,
      enable_hr: false,
      num_images: 1,
    });
  });

  it.each([
    [{ batch_size: 2, batch_count: 3 }, 6],
    [{ batch_size: 2, n_iter: 2 }, 4],
    [{ batch_count: 5 }, 5],
    [{ batch_size: '2' }, '2'],
  ])('counts %j pictures as %j', (given, count) => {
    expect(read(given)).toEqual({ num_images: count });
  });

  it.each([
    [{ styles: ['Neon'] }, { style: 'Neon' }],
    [{ styles: ['Mine'] }, { styles: ['Mine'] }],
    [{ styles: ['Neon', 'Mine'] }, { styles: ['Neon', 'Mine'] }],
  ])('reads %j as %j', (given, expected) => {
    expect(read(given)).toEqual(expected);
  });

  it('keeps what would have an effect, for the model to take or refuse', () => {
    const given = { tiling: true, restore_faces: true, hr_resize_x: 768, subseed: 5, subseed_strength: 0.2 };
    expect(read(given)).toEqual(given);
  });

  it.each([
    [1, 0],
    [2, 1],
    [0, 0],
    ['two', 'two'],
  ])('counts %j layers to skip as web UIs do', (given, expected) => {
    expect(read({ clip_skip: given })).toEqual({ clip_skip: expected });
  });
});
