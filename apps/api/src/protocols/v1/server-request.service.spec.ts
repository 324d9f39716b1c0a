import { afterAll, beforeAll, expect, it } from 'vitest';
import { FakeBackendHost } from '../../testing/fake-backend-host.js';
import { FAKE_MODEL } from '../../testing/fake-model.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';

let test: TestApp;

beforeAll(async () => {
  const model = { ...FAKE_MODEL, id: 'sdxl/dream.safetensors', label: 'dream' };
  const models = [FAKE_MODEL, model].map((each) => ({ instanceId: 'fake', model: each }));
  test = await startTestApp({}, { host: new FakeBackendHost(models) });
});

afterAll(async () => {
  await test[Symbol.asyncDispose]();
});

const generate = (params: unknown, more: object = {}) =>
  test.call('POST', '/api/v1/generate', {
    target_server_alias: 'fake',
    generation_params: params,
    ...more,
  });

it.each(['sdxl\\dream.safetensors', 'sdxl/dream.safetensors [6ce0161689]', 'dream'])(
  'makes a job for the checkpoint %s of the server',
  async (checkpoint) => {
    const params = { positive_prompt: 'a cat', checkpoint_name: checkpoint, cfg_scale: 3, seed: 7 };
    const { status, body } = await generate(params);
    expect([status, body.mobilesd_job_id]).toEqual([202, body.job_id]);
    const job = (await test.call('GET', `/api/v1/queue/jobs/${body.job_id}`)).body;
    expect(job).toMatchObject({
      model: 'sdxl/dream.safetensors',
      backend: 'fake',
      request: { prompt: 'a cat', guidance_scale: 3, seed: '7' },
    });
  },
);

it('takes the first model that works where none is named', async () => {
  const { body } = await generate({ prompt: 'a cat' });
  expect((await test.call('GET', `/api/v1/queue/jobs/${body.job_id}`)).body.model).toBe(FAKE_MODEL.id);
});

it.each([
  [{ prompt: 'x' }, { target_server_alias: 'attic' }, 'target_server_alias'],
  ['x', {}, 'generation_params'],
  [{ prompt: 'x', checkpoint_name: 'gone' }, {}, 'checkpoint_name'],
  [{ prompt: 'x', colour: 'red' }, {}, 'colour'],
  [{ prompt: 'x' }, { steps: 3 }, 'steps'],
])('refuses %j with %j', async (params, more, field) => {
  const { status, body } = await generate(params, more);
  expect([status, body.errors[0].field]).toEqual([422, field]);
});
