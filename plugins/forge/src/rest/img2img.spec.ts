import { paintPng } from '@cyberimage/core/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ForgeBackend } from '../forge-backend.js';
import { FakeForge } from '../testing/fake-forge.js';
import { backendFor, requestFor, run } from '../testing/run-backend.js';

let fake: FakeForge;
let backend: ForgeBackend;

beforeEach(async () => {
  fake = await new FakeForge().start();
  backend = backendFor(fake.url);
});

afterEach(async () => {
  await backend.dispose();
  await fake.stop();
});

const png = (subject: string) =>
  ({ kind: 'encoded', mediaType: 'image/png', data: new Uint8Array(paintPng(subject)) }) as const;

const bodies = () =>
  fake.requests
    .filter(({ path }) => path === '/sdapi/v1/img2img')
    .map(({ text }) => JSON.parse(text) as Record<string, unknown>);

it('sends the picture, and what the server would otherwise choose itself', async () => {
  const parameters = { image: 'an id', strength: 0.4, enable_hr: true, num_images: 2 };
  const { images, error } = await run(
    backend,
    await requestFor(backend, parameters, { inputs: { image: png('red') } }),
  );
  expect([images.length, error]).toEqual([2, undefined]);
  expect(fake.txt2imgBodies).toEqual([]);
  const [body, second] = bodies();
  expect(body).toMatchObject({
    init_images: [paintPng('red').toString('base64')],
    denoising_strength: 0.4,
    resize_mode: 1,
    seed: 42,
  });
  expect(second).toMatchObject({ seed: 43 });
  expect(Object.keys(body!).filter((key) => /^mask|^inpaint|_hr$/.test(key))).toEqual([]);
});

it('sends a mask with all of its settings', async () => {
  const parameters = { image: 'an id', mask: 'an id', inpaint_full_res: true, inpainting_mask_invert: true };
  const inputs = { image: png('red'), mask: png('white') };
  await run(backend, await requestFor(backend, parameters, { inputs }));
  expect(bodies()[0]).toMatchObject({
    mask: paintPng('white').toString('base64'),
    mask_blur: 4,
    inpainting_fill: 1,
    inpainting_mask_invert: 1,
    inpaint_full_res: true,
    inpaint_full_res_padding: 32,
  });
});

it('is made anew at once where the server still lists a task that failed before it began', async () => {
  const body = { init_images: ['bm8gcGljdHVyZQ=='], force_task_id: 'task(cyberimage-job-0)' };
  await fetch(`${fake.url}/sdapi/v1/img2img`, { method: 'POST', body: JSON.stringify(body) });
  expect(fake.process.pending).toEqual(['task(cyberimage-job-0)']);
  const inputs = { image: png('red') };
  const { images, error } = await run(backend, await requestFor(backend, { image: 'an id' }, { inputs }));
  expect([images.length, error]).toEqual([1, undefined]);
});

it('sends nothing without the picture', async () => {
  const { error } = await run(backend, await requestFor(backend, { image: 'an id' }));
  expect(error).toMatchObject({ code: 'invalid-request', field: 'image' });
  expect(bodies()).toEqual([]);
});
