import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AuditRecordEntity } from '../../audit/audit-record.entity.js';
import { PACKAGES } from '../../backends/fixtures/test-host.js';
import { SettingEntity } from '../../settings/setting.entity.js';
import { eventually } from '../../testing/eventually.js';
import { startLanguageModel } from '../../testing/language-model.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';
import { createTestSettings, type TestSettings } from '../../testing/test-settings.js';

const PATH = '/api/v1/settings';
const SECRET = 'sk-a-secret-word';

let base: TestSettings;
let test: TestApp;

async function start(environment: Readonly<Record<string, string>> = {}): Promise<void> {
  base ??= await createTestSettings(environment);
  test = await startTestApp({}, { base, packageRoots: [join(PACKAGES, 'manages')] });
}

beforeEach(() => {
  base = undefined as never;
});

afterEach(async () => {
  await test[Symbol.asyncDispose]();
  await base[Symbol.asyncDispose]();
});

const change = (body: unknown) => test.call('PATCH', PATH, body);
const find = async (name: string) => {
  const { body } = await test.call('GET', PATH);
  return body.settings.find((setting: { name: string }) => setting.name === name);
};
const audited = async () =>
  test.app
    .get(DataSource)
    .getRepository(AuditRecordEntity)
    .find({ where: { subjectType: 'setting' }, order: { sequence: 'ASC' } });

it('are told with their type, and where their value comes from', async () => {
  await start({ TRASH_DAYS: '3' });
  expect(await find('GENERATIONS_PER_HOUR')).toMatchObject({
    group: 'limits',
    type: 'integer',
    min: 0,
    max: 1_000_000,
    value: 50,
    default: 50,
    environment: null,
    source: 'default',
  });
  expect(await find('TRASH_DAYS')).toMatchObject({
    value: 3,
    default: 7,
    environment: 3,
    source: 'environment',
  });
  expect(await find('PREVIEWS')).toMatchObject({ type: 'boolean', value: true });
  expect(await find('FIXTURE_COLOUR')).toMatchObject({
    group: 'backend',
    backend: 'Fixture: manages',
    type: 'text',
    value: 'green',
  });
  expect(await find('PORT')).toBeUndefined();
});

it('are changed at once, stay so after a restart, and go back on demand', async () => {
  await start({ TRASH_DAYS: '3' });
  const { status, body } = await change({ TRASH_DAYS: 9, MAX_STEPS: 5 });
  expect(status).toBe(200);
  expect(body.settings).toContainEqual(
    expect.objectContaining({ name: 'MAX_STEPS', value: 5, source: 'here' }),
  );
  expect([base.settings.trashMs, base.settings.limits.maxSteps]).toEqual([9 * 86_400_000, 5]);
  await test[Symbol.asyncDispose]();
  await start();
  expect(await find('TRASH_DAYS')).toMatchObject({ value: 9, environment: 3, source: 'here' });
  await change({ TRASH_DAYS: null });
  expect(await find('TRASH_DAYS')).toMatchObject({ value: 3, source: 'environment' });
  const records = await audited();
  expect(records.map(({ action, subjectId, data }) => [action, subjectId, data])).toEqual([
    ['setting.changed', 'TRASH_DAYS', { from: null, to: '9' }],
    ['setting.changed', 'MAX_STEPS', { from: null, to: '5' }],
    ['setting.reset', 'TRASH_DAYS', { from: '9', to: null }],
  ]);
});

it.each([
  [{ MAX_STEPS: 0 }, 'MAX_STEPS'],
  [{ MAX_STEPS: 'many' }, 'MAX_STEPS'],
  [{ PREVIEWS: 'perhaps' }, 'PREVIEWS'],
  [{ ENRICH_BASE_URL: 'gpu box' }, 'ENRICH_BASE_URL'],
  [{ PORT: 80 }, 'PORT'],
])('refuse %j, and then change nothing', async (wrong, field) => {
  await start();
  const { status, body } = await change({ TRASH_DAYS: 1, ...wrong });
  expect([status, body.errors.map((error: { field: string }) => error.field)]).toEqual([422, [field]]);
  expect(await find('TRASH_DAYS')).toMatchObject({ source: 'default' });
  expect((await change({})).status).toBe(422);
});

it('of a backend are in force with its next process', async () => {
  await start();
  await change({ FIXTURE_COLOUR: 'red' });
  const backends = await eventually(
    async () => (await test.call('GET', '/api/v1/backends')).body,
    ([backend]) => backend?.device?.label === 'red',
  );
  expect(backends[0].state).toBe('ready');
  await change({ FIXTURE_COLOUR: null });
  await eventually(
    async () => (await test.call('GET', '/api/v1/backends')).body,
    ([backend]) => backend?.device?.label === 'green',
  );
});

it('name the model of requests that name none', async () => {
  await start({ MODEL_1: 'one;one;;local;false', MODEL_2: 'two;two;;local;false' });
  await eventually(
    async () => (await test.call('GET', '/api/v1/models')).body,
    ({ length }) => length === 2,
  );
  await change({ DEFAULT_MODEL: 'two' });
  const { body: models } = await test.call('GET', '/api/v1/models');
  expect(models.map((model: { default: boolean }) => model.default)).toEqual([false, true]);
  const { body } = await test.call('POST', '/api/v1/generate', { prompt: 'x' });
  expect((await test.call('GET', `/api/v1/queue/jobs/${body.job_id}`)).body.model).toBe('two');
});

it('set a language model up whose key nobody sees again', async () => {
  await using language = await startLanguageModel();
  await start();
  const enrich = () => test.call('GET', '/api/v1/prompts/enrich');
  expect((await enrich()).body.available).toBe(false);
  const { body } = await change({
    ENRICH_BASE_URL: language.url,
    ENRICH_MODEL: 'any',
    ENRICH_API_KEY: SECRET,
    ENRICH_INSTRUCTION: 'Be brief.',
  });
  expect((await enrich()).body).toMatchObject({ available: true, instruction: 'Be brief.' });
  expect(await find('ENRICH_API_KEY')).toMatchObject({
    secret: true,
    value: null,
    is_set: true,
    source: 'here',
  });
  const rows = await test.app.get(DataSource).getRepository(SettingEntity).find();
  expect(JSON.stringify([body, rows, await audited()])).not.toContain(SECRET);
  await fetch(`${test.url}/api/v1/prompts/enrich`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"prompt":"cat"}',
  }).then((response) => response.text());
  expect(language.requests[0]?.authorization).toBe(`Bearer ${SECRET}`);
  expect(language.requests[0]?.body.messages[0]?.content).toContain('Be brief.');
});

it('keep a key with the address that it was given for', async () => {
  await start({ ENRICH_BASE_URL: 'http://at-home/v1', ENRICH_API_KEY: SECRET });
  expect(base.settings.enrichment.apiKey).toBe(SECRET);
  await change({ ENRICH_BASE_URL: 'http://at-home/v2' });
  expect(base.settings.enrichment.apiKey).toBe(SECRET);
  await change({ ENRICH_BASE_URL: 'http://elsewhere/v1' });
  expect(base.settings.enrichment.apiKey).toBeUndefined();
  expect(await find('ENRICH_API_KEY')).toMatchObject({ is_set: false });
  await change({ ENRICH_API_KEY: 'sk-another' });
  expect(base.settings.enrichment.apiKey).toBe('sk-another');
  await change({ ENRICH_BASE_URL: 'http://third/v1' });
  expect(base.settings.enrichment.apiKey).toBeUndefined();
  await change({ ENRICH_BASE_URL: null });
  expect(base.settings.enrichment.apiKey).toBe(SECRET);
});
