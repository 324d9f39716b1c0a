import type { ModelLine } from '@cyberimage/core';
import { afterEach, expect, it } from 'vitest';
import { collect, request, TestHost } from './fixtures/test-host.js';

const line = (name: string, options: ModelLine['options'] = {}): ModelLine => ({
  key: name,
  name,
  repo: name,
  description: '',
  source: 'local',
  requiresAuth: false,
  options,
  steps: null,
});

let test: TestHost;

async function start(packages: readonly string[], models: readonly ModelLine[] = [line('one')]) {
  test = new TestHost(packages, { models });
  await test.host.onApplicationBootstrap();
  await test.ready(packages[0] ?? '');
}

afterEach(async () => test.close());

const control = () => test.host.control('manages');
const never = () => new AbortController().signal;

it('says what a backend can do with its models', async () => {
  await start(['manages', 'steady']);
  await test.ready('steady');
  const actions = test.host.statuses().map(({ manages }) => manages);
  expect(actions).toEqual([['status', 'unload', 'fetch', 'removeFiles'], undefined]);
  await expect(control().refresh()).rejects.toMatchObject({ code: 'invalid-request' });
  expect(await test.host.control('steady').status()).toEqual([]);
});

it('tells how models are, and unloads them', async () => {
  await start(['manages']);
  expect(await control().status()).toEqual([{ id: 'one', loaded: true, diskBytes: 10 }]);
  await control().unload('one');
  expect(await control().status()).toEqual([{ id: 'one', loaded: false, diskBytes: 10 }]);
  await control().removeFiles('one');
  expect(await control().status()).toEqual([{ id: 'one', loaded: false, diskBytes: 0 }]);
});

it('fetches a model while pictures are made', async () => {
  await start(['manages']);
  const events = test.generate('manages', {});
  expect(await collect(control().fetch('one', never()))).toEqual(
    [0, 5, 10].map((doneBytes) => ({ doneBytes, totalBytes: 10 })),
  );
  expect((await events).at(-1)?.type).toBe('done');
});

it('stops a fetch, and hands on why one failed', async () => {
  await start(['manages'], [line('slow', { slow: true }), line('bad', { fails: 'no such repository' })]);
  const stop = new AbortController();
  const stopped = (async () => {
    for await (const _progress of control().fetch('slow', stop.signal)) stop.abort();
  })();
  await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
  await expect(collect(control().fetch('bad', never()))).rejects.toMatchObject({
    code: 'model-missing',
    message: 'no such repository',
  });
});

it('gives instances other models and settings while work in hand ends with the old ones', async () => {
  await start(['manages', 'steady']);
  const { pid } = await test.ready('steady');
  const events = collect(test.host.generate('manages', request({}), { signal: never() }));
  await test.host.configure({
    models: [line('one'), line('two')],
    variables: { FIXTURE_COLOUR: 'red' },
  });
  const after = await test.ready('manages');
  expect(after.device?.label).toBe('red');
  const models = await test.host.models();
  expect(models.filter(({ instanceId }) => instanceId === 'manages')).toHaveLength(2);
  const made = (await events).find((event) => event.type === 'image');
  expect(made?.metadata['models']).toBe(1);
  // What the change does not concern goes on as it was.
  expect((await test.ready('steady')).pid).toBe(pid);
});
