import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PACKAGES } from '../../backends/fixtures/test-host.js';
import { JobConsumer } from '../../generation/job-consumer.service.js';
import { eventually } from '../../testing/eventually.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';
import { createTestSettings, type TestSettings } from '../../testing/test-settings.js';

const PATH = '/api/v1/library/models';
const packageRoots = [join(PACKAGES, 'manages')];
const hub = { name: 'tiny', source: 'huggingface', repo: 'owner/tiny' };

let models: string;
let base: TestSettings;
let test: TestApp;

async function start(consume = true): Promise<void> {
  test = await startTestApp({}, { base, packageRoots, consume });
  await eventually(
    async () => (await test.call('GET', '/api/v1/models')).body,
    ({ length }) => length > 0,
  );
}

beforeEach(async () => {
  models = await mkdtemp(join(tmpdir(), 'models-'));
  base = await createTestSettings({
    MODEL_1: 'one;one;The first;local;false;{"fixed_steps": 2}',
    MODELS_PATH: models,
  });
});

afterEach(async () => {
  await test[Symbol.asyncDispose]();
  await base[Symbol.asyncDispose]();
  await rm(models, { recursive: true });
});

const add = (body: object) => test.call('POST', PATH, body);
const find = async (name: string) =>
  (await test.call('GET', PATH)).body.models.find((model: { name: string }) => model.name === name);
const actionsOn = async (name: string) => {
  const { body } = await test.call('GET', `/api/v1/audit?subject_type=model&subject_id=${name}`);
  return body.records.map(({ action }: { action: string }) => action).toReversed();
};

const download = (name: string) => test.call('POST', `${PATH}/${name}/download`);
const untilState = (name: string, state: string | undefined) =>
  eventually(
    () => find(name),
    (model) => model.download?.state === state,
  );

describe('configured models', () => {
  it('are those of .env, which stay as they are', async () => {
    await start();
    const { body } = await test.call('GET', PATH);
    expect(body.models).toEqual([
      expect.objectContaining({
        name: 'one',
        origin: 'environment',
        key: 'MODEL_1',
        options: { fixed_steps: 2 },
        backend: 'manages',
        loaded: true,
        disk_bytes: 10,
        can_download: false,
      }),
    ]);
    expect(body.disk).toMatchObject({ path: models });
    expect(body.disk.free_bytes).toBeGreaterThan(0);
    const answers = [
      await test.call('PATCH', `${PATH}/one`, { description: 'x' }),
      await test.call('DELETE', `${PATH}/one`),
    ];
    expect(answers.map(({ status }) => status)).toEqual([403, 403]);
    expect(answers[0]?.body.detail).toContain('MODEL_1');
  });

  it('are added while the studio runs, and are on offer after a restart too', async () => {
    await start();
    const { status, body } = await add({
      ...hub,
      repo: 'https://huggingface.co/owner/tiny/tree/main',
      description: 'Small',
      options: { steps: { min: 2, max: 8, default: 4 }, device: 'cpu' },
    });
    expect([status, body]).toEqual([
      201,
      expect.objectContaining({ repo: 'owner/tiny', origin: 'added', key: null, backend: 'manages' }),
    ]);
    const offered = async () =>
      (await test.call('GET', '/api/v1/models')).body.map(({ id }: { id: string }) => id);
    expect(await offered()).toEqual(['one', 'tiny']);
    await test[Symbol.asyncDispose]();
    await start();
    expect(await offered()).toEqual(['one', 'tiny']);
    expect(await actionsOn('tiny')).toEqual(['model.added']);
  });

  it('are changed and removed', async () => {
    await start();
    await add(hub);
    const { body } = await test.call('PATCH', `${PATH}/tiny`, { name: 'small', options: { fixed_steps: 1 } });
    expect(body).toMatchObject({ name: 'small', repo: 'owner/tiny', options: { fixed_steps: 1 } });
    expect(await find('tiny')).toBeUndefined();
    expect((await test.call('DELETE', `${PATH}/small?files=true`)).status).toBe(204);
    expect(await find('small')).toBeUndefined();
    expect(await actionsOn('small')).toEqual(['model.changed', 'model.files-removed', 'model.removed']);
  });

  it.each([
    [{ ...hub, name: '' }, 422, 'name'],
    [{ ...hub, name: 'a/b' }, 422, 'name'],
    [{ ...hub, repo: '  ' }, 422, 'repo'],
    [{ ...hub, source: 'ftp' }, 422, 'source'],
    [{ ...hub, options: { steps: { min: 9, max: 2 } } }, 422, 'options'],
    [{ ...hub, options: { fixed_steps: 'two' } }, 422, 'options'],
    [{ ...hub, colour: 'red' }, 422, 'colour'],
  ])('refuse %j', async (body, status, field) => {
    await start();
    const answer = await add(body);
    expect([answer.status, answer.body.errors[0].field]).toEqual([status, field]);
  });

  it('have names of their own', async () => {
    await start();
    expect((await add({ ...hub, name: 'one' })).status).toBe(409);
    await add(hub);
    expect((await add(hub)).status).toBe(409);
    await add({ ...hub, name: 'other' });
    expect((await test.call('PATCH', `${PATH}/other`, { name: 'tiny' })).status).toBe(409);
    expect((await test.call('PATCH', `${PATH}/absent`, { name: 'x' })).status).toBe(404);
  });

  it('keep their names while jobs wait for them', async () => {
    await start(false);
    await add(hub);
    const { body } = await test.call('POST', '/api/v1/generate', { model: 'tiny', prompt: 'x' });
    expect((await test.call('PATCH', `${PATH}/tiny`, { name: 'small' })).status).toBe(409);
    expect((await test.call('PATCH', `${PATH}/tiny`, { description: 'new' })).status).toBe(200);
    expect((await test.call('DELETE', `${PATH}/tiny`)).status).toBe(409);
    await test.call('POST', `/api/v1/queue/jobs/${body.job_id}/cancel`);
    expect((await test.call('DELETE', `${PATH}/tiny`)).status).toBe(204);
    await test.app.get(JobConsumer).stop();
  });

  it('are unloaded one by one and all together', async () => {
    await start();
    expect((await test.call('POST', `${PATH}/one/unload`)).body.loaded).toBe(false);
    expect((await test.call('POST', `${PATH}/absent/unload`)).status).toBe(404);
    expect((await test.call('POST', '/api/v1/backends/manages/unload')).status).toBe(204);
    expect((await test.call('POST', '/api/v1/backends/manages/refresh')).status).toBe(422);
    expect((await test.call('POST', '/api/v1/backends/absent/unload')).status).toBe(404);
    expect(await actionsOn('one')).toEqual(['model.unloaded']);
  });
});

describe('a download', () => {
  it('is made without a picture, and leaves nothing behind but the record', async () => {
    await start();
    await add(hub);
    const { status, body } = await download('tiny');
    expect([status, body.download.state]).toEqual([202, 'queued']);
    await untilState('tiny', undefined);
    expect(await actionsOn('tiny')).toEqual(['model.added', 'model.download-requested', 'model.downloaded']);
    expect((await download('one')).status).toBe(409);
    expect((await download('absent')).status).toBe(404);
  });

  it('is paused, goes on after a restart, and is cancelled', async () => {
    await start();
    await add({ ...hub, options: { slow: true } });
    await download('tiny');
    await eventually(
      () => find('tiny'),
      (model) => model.download?.total_bytes === 10,
    );
    expect((await test.call('POST', `${PATH}/tiny/download/pause`)).body.download.state).toBe('paused');
    expect((await test.call('POST', `${PATH}/tiny/download/pause`)).status).toBe(404);
    await download('tiny');
    await untilState('tiny', 'running');
    await test[Symbol.asyncDispose]();
    await start();
    await untilState('tiny', 'running');
    expect((await test.call('DELETE', `${PATH}/tiny/download`)).status).toBe(204);
    expect((await find('tiny')).download).toBeNull();
    expect((await test.call('DELETE', `${PATH}/tiny/download`)).status).toBe(404);
  });

  it('that fails says why, keeps nobody waiting, and can be tried again', async () => {
    await start();
    await add({ ...hub, options: { fails: 'owner/tiny: not found (404); check the name' } });
    await add({ ...hub, name: 'next' });
    await download('tiny');
    await download('next');
    const failed = await untilState('tiny', 'failed');
    expect(failed.download.error).toContain('404');
    await untilState('next', undefined);
    await test.call('PATCH', `${PATH}/tiny`, { options: {} });
    await download('tiny');
    await untilState('tiny', undefined);
  });

  it('goes on under another name', async () => {
    await start();
    await add({ ...hub, options: { slow: true } });
    await download('tiny');
    await untilState('tiny', 'running');
    await test.call('PATCH', `${PATH}/tiny`, { name: 'small' });
    await untilState('small', 'running');
    expect((await test.call('DELETE', `${PATH}/small`)).status).toBe(204);
  });
});
