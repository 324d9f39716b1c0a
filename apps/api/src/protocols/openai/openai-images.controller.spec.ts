import { BackendError } from '@cyberimage/core';
import OpenAI from 'openai';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../../testing/eventually.js';
import { FakeBackendHost, failWith, workUntilAborted } from '../../testing/fake-backend-host.js';
import { FAKE_MODEL, PAINTER } from '../../testing/fake-model.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';

let test: TestApp;
let client: OpenAI;

beforeAll(async () => {
  const host = new FakeBackendHost([FAKE_MODEL, PAINTER].map((model) => ({ instanceId: 'fake', model })));
  test = await startTestApp({}, { host });
  client = new OpenAI({ baseURL: `${test.url}/v1`, apiKey: 'any', maxRetries: 0 });
});

afterAll(async () => {
  await test[Symbol.asyncDispose]();
});

it("gives OpenAI's client pictures by URL", async () => {
  const { created, data } = await client.images.generate({
    model: 'fake',
    prompt: 'a red square',
    n: 2,
    size: '256x256',
    quality: 'standard',
    user: 'me',
  });
  expect(created).toBeGreaterThan(1_700_000_000);
  expect(data).toHaveLength(2);
  const file = await fetch(data?.[0]?.url ?? '');
  expect(await sharp(Buffer.from(await file.arrayBuffer())).metadata()).toMatchObject({
    format: 'png',
    width: 256,
  });
});

it("gives OpenAI's client pictures as base64", async () => {
  const { data } = await client.images.generate({ prompt: 'x', response_format: 'b64_json' });
  const bytes = Buffer.from(data?.[0]?.b64_json ?? '', 'base64');
  expect((await sharp(bytes).metadata()).width).toBe(64);
});

it('takes and gives the snake_case and camelCase fields', async () => {
  const { status, body } = await test.call('POST', '/v1/images/generations', {
    prompt: 'a cat',
    negative_prompt: 'dog',
    model: 'fake',
    width: 128,
    height: 64,
    steps: 3,
    cfg_scale: 5,
    sampler: 'DDIM',
    seed: 9,
    num_images: 1,
  });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    prompt: 'a cat',
    width: 128,
    height: 64,
    parameters: { steps: 3, cfgScale: 5, sampler: 'DDIM', seed: 9 },
  });
  expect(body.imageUrl).toBe(`${test.url}/media/images/${body.id}`);
  expect(body.data).toEqual([{ url: body.imageUrl }]);

  const history = await test.call('GET', '/api/images/history/?page=1&per_page=2');
  expect(history.body).toMatchObject({ page: 1, perPage: 2, total: expect.any(Number) });
  expect(history.body.images[0]).toMatchObject({ id: body.id, parameters: { cfgScale: 5 } });
  const path = `/api/images/${body.id}/`;
  expect((await test.call('GET', path)).body).toMatchObject({ id: body.id, prompt: 'a cat' });
  expect((await test.call('DELETE', path)).status).toBe(204);
  expect((await test.call('GET', path)).status).toBe(410);
});

it("edits a picture for OpenAI's client: what is transparent is painted", async () => {
  const create = { width: 64, height: 64, channels: 4, background: '#f00' } as const;
  const hole = { input: { create: { ...create, width: 16, background: '#fff' } }, left: 0, top: 0 } as const;
  const picture = await sharp({ create }).png().toBuffer();
  const mask = await sharp({ create })
    .composite([{ ...hole, blend: 'dest-out' }])
    .png()
    .toBuffer();
  const { data } = await client.images.edit({
    model: 'painter',
    prompt: 'a blue square',
    image: new File([new Uint8Array(picture)], 'picture.png', { type: 'image/png' }),
    mask: new File([new Uint8Array(mask)], 'mask.png', { type: 'image/png' }),
    n: 2,
    size: '256x256',
    response_format: 'b64_json',
  });
  expect(data).toHaveLength(2);
  const { inputs, parameters } = test.host.requests.at(-1)!;
  expect(parameters).toMatchObject({ prompt: 'a blue square', width: 256, strength: 0.75 });
  expect(Buffer.compare(inputs!['image']!.data, picture)).toBe(0);
  const sent = await sharp(inputs!['mask']!.data).raw().toBuffer({ resolveWithObject: true });
  const row = [...sent.data.subarray(0, 64 * sent.info.channels)].filter(
    (_, i) => i % sent.info.channels === 0,
  );
  expect(row).toEqual(Array.from({ length: 64 }, (_, x) => (x < 16 ? 255 : 0)));
});

it('refuses an edit without a picture, and of a model that takes none', async () => {
  const image = new File(['no picture'], 'a.png', { type: 'image/png' });
  const edit = (model: string) => client.images.edit({ model, prompt: 'x', image });
  await expect(edit('painter')).rejects.toMatchObject({ status: 400, param: 'image' });
  await expect(edit('fake')).rejects.toMatchObject({ status: 400, param: 'image' });
});

it("tells errors in OpenAI's shape", async () => {
  const wrong = client.images.generate({ prompt: 'x', model: 'nothing' });
  await expect(wrong).rejects.toMatchObject({ status: 400, param: 'model', type: 'invalid_request_error' });
  test.host.scripts.push(failWith(new BackendError('out-of-memory', 'Not enough memory')));
  const failing = client.images.generate({ prompt: 'x' });
  await expect(failing).rejects.toMatchObject({ status: 503, type: 'server_error' });
});

it('cancels the job of a client that goes away', async () => {
  test.host.scripts.push(workUntilAborted);
  const abort = new AbortController();
  const asked = client.images.generate({ prompt: 'left alone' }, { signal: abort.signal });
  const jobs = () => test.call('GET', '/api/v1/queue/jobs?limit=1');
  await eventually(
    jobs,
    ({ body }) => body.jobs[0].request.prompt === 'left alone' && body.jobs[0].status === 'processing',
  );
  abort.abort();
  await expect(asked).rejects.toThrow('aborted');
  await eventually(jobs, ({ body }) => body.jobs[0].status === 'cancelled');
});
