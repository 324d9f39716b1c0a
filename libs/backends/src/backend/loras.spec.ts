import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GenerationEvent, ModelBackend, ParameterValue } from '@cyberimage/core';
import { afterAll, describe, expect, it } from 'vitest';
import { createBackend, modelLine } from '../testing/create-backend.js';
import { LORAS } from '../testing/lora-fixtures.js';
import { collectEvents, completeRequest } from '../testing/run-backend.js';

const STEPS = { steps: { min: 1, max: 50, default: 2 } };

const open: ModelBackend[] = [];

afterAll(() => Promise.all(open.map(async (backend) => backend.dispose())));

function backendWith(loras: string, models: readonly string[] = ['sd15']): ModelBackend {
  const lines = models.map((name) => modelLine(name, name, STEPS));
  const backend = createBackend(lines, [], {}, { loras });
  open.push(backend);
  return backend;
}

async function run(
  backend: ModelBackend,
  parameters: Readonly<Record<string, ParameterValue>> = {},
): Promise<readonly GenerationEvent[]> {
  return collectEvents(backend, await completeRequest(backend, 'sd15', parameters));
}

function pictureOf(events: readonly GenerationEvent[]) {
  const image = events.find((event) => event.type === 'image');
  if (image === undefined) throw new Error('no picture');
  return { pixels: Buffer.from(image.content.data).toString('hex'), loras: image.metadata['applied_loras'] };
}

async function refusalOf(backend: ModelBackend, parameters: Readonly<Record<string, ParameterValue>>) {
  const result = await backend.check(await completeRequest(backend, 'sd15', parameters));
  return result.accepted ? [] : result.reasons;
}

describe('LoRAs of a request', () => {
  const backend = backendWith(LORAS);

  it('change the picture, and leave the next one alone', async () => {
    const before = pictureOf(await run(backend));
    const changed = pictureOf(await run(backend, { loras: '<lora:sd15-kohya:0.8>' }));
    const other = pictureOf(await run(backend, { loras: '<lora:sd15-kohya:-0.8>' }));
    const after = pictureOf(await run(backend));
    expect(new Set([before.pixels, changed.pixels, other.pixels]).size).toBe(3);
    expect(after).toEqual(before);
    expect(before.loras).toBeUndefined();
    expect(pictureOf(await run(backend, { loras: '<lora:sd15-kohya:0.8>' }))).toEqual(changed);
    expect(pictureOf(await run(backend, { loras: '<lora:sd15-kohya:0>' })).pixels).toBe(before.pixels);
  });

  it('reach a text encoder that leaves layers out', async () => {
    const encoderOnly = '<lora:sd15-kohya:0:1>';
    const plain = pictureOf(await run(backend, { clip_skip: 1 }));
    const changed = pictureOf(await run(backend, { clip_skip: 1, loras: encoderOnly }));
    expect(changed.pixels).not.toBe(plain.pixels);
    expect(changed.pixels).not.toBe(pictureOf(await run(backend, { loras: encoderOnly })).pixels);
    expect(pictureOf(await run(backend, { clip_skip: 1 })).pixels).toBe(plain.pixels);
  });

  it('are on record with weights and hashes', async () => {
    const { loras } = pictureOf(
      await run(backend, { loras: '<lora:sd15-kohya:0.5:1><lora:sd15-locon:0.25>' }),
    );
    const hash = expect.stringMatching(/^[\da-f]{64}$/) as string;
    const hashes = { sha256: hash, weights_sha256: hash };
    expect(loras).toEqual([
      { name: 'sd15-kohya', weight: 1, text_encoder_weight: 0.5, ...hashes },
      { name: 'sd15-locon', weight: 0.25, ...hashes },
    ]);
  });

  it('are taken from tags in the prompt, which adds to the list', async () => {
    const listed = pictureOf(await run(backend, { prompt: 'a cube ', loras: '<lora:sd15-kohya:1.25>' }));
    const tagged = await run(backend, { prompt: 'a <lora:sd15-kohya:1.25>cube ' });
    expect(pictureOf(tagged)).toEqual(listed);
    const both = { prompt: 'a cube <LORA:SD15-Kohya:0.5>', loras: '<lora:sd15-kohya:0.75>' };
    expect(pictureOf(await run(backend, both))).toEqual(listed);
  });

  it.each([
    ['<lora:sd15-kohia>', 'unknown-lora', 'there is no LoRA "sd15-kohia"; did you mean sd15-kohya'],
    ['<lora:sdxl-kohya>', 'not-applicable', 'it looks like one for Stable Diffusion XL'],
    ['<lora:flux-kohya>', 'not-applicable', 'it looks like one for FLUX.1'],
    ['<lora:sd3-peft:0.5>', 'not-applicable', 'it looks like one for Stable Diffusion 3'],
  ])('are refused before the work: %s', async (tag, code, message) => {
    expect(await refusalOf(backend, { prompt: `a cube ${tag}` })).toEqual([
      { field: 'prompt', code, message: expect.stringContaining(message) as string },
    ]);
  });
});

it('offers the LoRAs that fit each model, and those that come later', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'loras-'));
  const backend = backendWith(folder, ['sd15', 'sdxl', 'flux']);
  const offered = async () =>
    (await backend.listModels()).map(({ options }) => {
      const option = options['loras'];
      return option?.type === 'loras' ? option.choices.map(({ value }) => value) : undefined;
    });
  expect(await offered()).toEqual([[], [], []]);
  await cp(LORAS, folder, { recursive: true });
  const plain = ['sd15-kohya', 'sd15-locon', 'sd15-old-diffusers', 'sdxl-peft'];
  expect(await offered()).toEqual([
    plain,
    [...plain.slice(0, 3), 'sdxl-kohya', 'sdxl-peft'],
    ['flux-kohya', 'flux-original', 'flux-peft', ...plain],
  ]);
  await rm(folder, { recursive: true });
});
