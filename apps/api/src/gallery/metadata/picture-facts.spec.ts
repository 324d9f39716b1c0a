import { deflateSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { factsOf } from './picture-facts.js';
import { readPngTexts } from './read-png-texts.js';

const INVOKE = {
  app_version: '5.0.0',
  positive_prompt: 'a fox',
  negative_prompt: 'blur',
  seed: 7,
  steps: 30,
  cfg_scale: 7.5,
  scheduler: 'euler_a',
  width: 512,
  height: 768,
  model: { name: 'dreamshaper', base: 'sd-1' },
};

const COMFY = {
  3: {
    class_type: 'KSampler',
    inputs: {
      seed: 42,
      steps: 20,
      cfg: 8,
      sampler_name: 'euler',
      scheduler: 'normal',
      positive: ['10', 0],
      negative: ['7', 0],
      model: ['4', 0],
    },
  },
  4: { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name: 'v1-5.safetensors' } },
  6: { class_type: 'CLIPTextEncode', inputs: { text: 'a glass bottle', clip: ['4', 1] } },
  7: { class_type: 'CLIPTextEncode', inputs: { text: 'watermark', clip: ['4', 1] } },
  10: { class_type: 'ControlNetApply', inputs: { strength: 1, conditioning: ['6', 0] } },
};

it.each([
  [
    'invokeai_metadata',
    INVOKE,
    { prompt: 'a fox', negative_prompt: 'blur', steps: 30, guidance_scale: 7.5, sampler: 'euler_a' },
    { seed: '7', model: 'dreamshaper' },
  ],
  [
    'sd-metadata',
    { model: 'stable diffusion', image: { prompt: [{ prompt: 'old', weight: 1 }], seed: 1, steps: 5 } },
    { prompt: 'old', steps: 5 },
    { seed: '1' },
  ],
  [
    'parameters',
    { sui_image_params: { prompt: 'swarm', negativeprompt: 'no', model: 'sdxl', seed: 3, cfgscale: 6 } },
    { prompt: 'swarm', negative_prompt: 'no', guidance_scale: 6 },
    { seed: '3', model: 'sdxl' },
  ],
  [
    'Comment',
    { prompt: 'novel', uc: 'bad', scale: 5, sampler: 'k_euler', seed: 9 },
    { prompt: 'novel', negative_prompt: 'bad', guidance_scale: 5, sampler: 'k_euler' },
    { seed: '9' },
  ],
  [
    'prompt',
    COMFY,
    { prompt: 'a glass bottle', negative_prompt: 'watermark', steps: 20, guidance_scale: 8 },
    { seed: '42', model: 'v1-5' },
  ],
])('JSON under %j is understood', (keyword, value, parameters, others) => {
  const facts = factsOf(new Map([[keyword, JSON.stringify(value)]]));
  expect(facts).toMatchObject({ ...others, parameters });
});

it('what nobody understands says nothing', () => {
  expect(factsOf(new Map([['prompt', '{"1": {"inputs": {}}}']]))).toEqual({ parameters: {} });
  expect(factsOf(new Map([['Comment', '{broken']]))).toEqual({ parameters: {} });
});

it('a graph that runs in circles ends', () => {
  const circle = { 1: { inputs: { seed: 1, steps: 2, positive: ['2', 0] } }, 2: { inputs: { a: ['2', 0] } } };
  expect(factsOf(new Map([['prompt', JSON.stringify(circle)]])).parameters).toMatchObject({ prompt: '' });
});

/** A chunk without a checksum, which the reader doesn't look at. */
function chunk(type: string, content: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  return Buffer.concat([length, Buffer.from(type, 'latin1'), content, Buffer.alloc(4)]);
}

it('reads PNG texts of each kind, and passes over what is damaged', () => {
  const long = 'café '.repeat(50);
  const png = Buffer.concat([
    Buffer.alloc(8),
    chunk('tEXt', Buffer.from('latin\0café', 'latin1')),
    chunk('tEXt', Buffer.from('utf8\0ネコ', 'utf8')),
    chunk('tEXt', Buffer.from('latin\0second', 'latin1')),
    chunk('zTXt', Buffer.concat([Buffer.from('z\0\0'), deflateSync(Buffer.from(long, 'latin1'))])),
    chunk('zTXt', Buffer.from('broken\0\0nothing')),
    chunk('iTXt', Buffer.concat([Buffer.from('i\0\x01\0en\0ii\0'), deflateSync(Buffer.from(long))])),
    chunk('tEXt', Buffer.from('no end')),
    chunk('tEXt', Buffer.from('cut\0short')).subarray(0, 14),
  ]);
  expect(Object.fromEntries(readPngTexts(png))).toEqual({ latin: 'café', utf8: 'ネコ', z: long, i: long });
});
