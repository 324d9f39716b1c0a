import { BackendError } from '@cyberimage/core';
import OpenAI from 'openai';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../../testing/eventually.js';
import { failWith, workUntilAborted } from '../../testing/fake-backend-host.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';

let test: TestApp;
let client: OpenAI;

beforeAll(async () => {
  test = await startTestApp();
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
