import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DataSource } from 'typeorm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AuditRecordEntity } from '../../audit/audit-record.entity.js';
import { PACKAGES } from '../../backends/fixtures/test-host.js';
import { JobConsumer } from '../../generation/job-consumer.service.js';
import { ServerEntity } from '../../servers/server.entity.js';
import { eventually } from '../../testing/eventually.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';
import { createTestSettings, type TestSettings } from '../../testing/test-settings.js';

const SECRET = 'a-secret-word';
const FORGE = fileURLToPath(new URL('../../../../../plugins/forge', import.meta.url));
const packageRoots = ['steady', 'needs-settings'].map((name) => join(PACKAGES, name));

let base: TestSettings;
let test: TestApp;

beforeEach(async () => {
  base = await createTestSettings();
});

afterEach(async () => {
  await test[Symbol.asyncDispose]();
  await base[Symbol.asyncDispose]();
});

async function start(consume = true): Promise<void> {
  test = await startTestApp({}, { base, packageRoots, consume });
}

const add = (body: object) => test.call('POST', '/api/v1/servers', body);
const attic = { alias: 'attic', plugin: 'needs-settings', url: 'http://gpu-box', auth: { key: SECRET } };

const jobOf = async (id: string) => (await test.call('GET', `/api/v1/queue/jobs/${id}`)).body;

async function writeServersFile(content: string): Promise<void> {
  await mkdir(base.settings.dataPath, { recursive: true });
  await writeFile(join(base.settings.dataPath, 'servers.json'), content);
}

describe('servers', () => {
  it('are added, shown without their secrets, and removed', async () => {
    await start();
    const { status, body } = await add(attic);
    expect(status).toBe(201);
    expect(body).toMatchObject({
      id: expect.stringMatching(/^needs-settings-[0-9a-f]{8}$/),
      alias: 'attic',
      plugin: 'needs-settings',
      enabled: true,
      url: 'http://gpu-box',
      settings: {},
      secrets: ['key'],
    });
    expect((await test.call('GET', '/api/v1/servers')).body).toHaveLength(1);
    expect((await test.call('GET', '/api/v1/servers/attic')).body.id).toBe(body.id);
    const backends = (await test.call('GET', '/api/v1/backends')).body;
    expect(backends).toContainEqual(expect.objectContaining({ id: body.id, alias: 'attic' }));
    expect((await test.call('DELETE', '/api/v1/servers/attic')).status).toBe(204);
    expect((await test.call('GET', '/api/v1/servers/attic')).status).toBe(404);
  });

  it('keep their secrets to themselves', async () => {
    await start();
    const answers = [await add(attic), await test.call('PUT', '/api/v1/servers/attic', { alias: 'loft' })];
    const dataSource = test.app.get(DataSource);
    const rows = await dataSource.getRepository(ServerEntity).find();
    const records = await dataSource.getRepository(AuditRecordEntity).find();
    expect(records.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['server.added', 'server.changed']),
    );
    expect(JSON.stringify([answers, rows, records])).not.toContain(SECRET);
  });

  it('keep secrets with their address only', async () => {
    await start();
    await add(attic);
    const same = await test.call('PUT', '/api/v1/servers/attic', { url: 'http://gpu-box/sub' });
    expect(same.body.secrets).toEqual(['key']);
    const other = await test.call('PUT', '/api/v1/servers/attic', { url: 'http://elsewhere' });
    expect(other.body).toMatchObject({ url: 'http://elsewhere', secrets: [] });
  });

  it.each([
    [{ alias: 'a b', plugin: 'steady' }, 422, 'alias'],
    [{ alias: 'a' }, 422, 'plugin'],
    [{ ...attic, url: 'gpu box' }, 422, 'settings'],
    [{ ...attic, url: 'http://me:word@gpu-box' }, 422, 'settings'],
    [{ ...attic, auth: { password: SECRET } }, 422, 'settings'],
    [{ alias: 'a', plugin: 'needs-settings' }, 422, 'settings'],
    [{ ...attic, colour: 'red' }, 422, 'colour'],
  ])('refuse %j', async (body, status, field) => {
    await start();
    const answer = await add(body);
    expect([answer.status, answer.body.errors[0].field]).toEqual([status, field]);
    expect(JSON.stringify(answer.body)).not.toContain(SECRET);
  });

  it('refuse an alias that is taken, by another server or by a backend', async () => {
    await start();
    await add(attic);
    expect((await add(attic)).status).toBe(409);
    expect((await add({ ...attic, alias: 'steady' })).status).toBe(409);
  });

  it('do jobs, whose history outlives the alias', async () => {
    await start();
    const { body: server } = await add({ alias: 'one', plugin: 'steady' });
    const { body } = await test.call('POST', '/api/v1/generate', { model: 'one/squares', prompt: 'x' });
    const job = await eventually(
      () => jobOf(body.job_id),
      ({ status }) => status === 'completed',
    );
    expect(job.backend).toBe(server.id);
    await test.call('PUT', '/api/v1/servers/one', { alias: 'two' });
    expect((await jobOf(body.job_id)).backend).toBe(server.id);
    expect((await test.call('GET', '/api/v1/servers/two')).body.id).toBe(server.id);
  });

  it('name their models so that each can be asked for', async () => {
    await start();
    await add({ alias: 'one', plugin: 'steady' });
    const models = await eventually(
      async () => (await test.call('GET', '/api/v1/models')).body,
      ({ length }) => length === 2,
    );
    const named = models.map(({ id, backend }: { id: string; backend: { name: string } }) => [
      id,
      backend.name,
    ]);
    expect(named).toEqual([
      ['steady/squares', 'Fixture: steady'],
      ['one/squares', 'one'],
    ]);
  });

  it('stay while jobs wait for them', async () => {
    await start(false);
    await add({ alias: 'one', plugin: 'steady' });
    const { body } = await test.call('POST', '/api/v1/generate', { model: 'one/squares', prompt: 'x' });
    expect((await test.call('DELETE', '/api/v1/servers/one')).status).toBe(409);
    await test.call('POST', `/api/v1/queue/jobs/${body.job_id}/cancel`);
    expect((await test.call('DELETE', '/api/v1/servers/one')).status).toBe(204);
    await test.app.get(JobConsumer).stop();
  });

  it('are probed through their plugin', async () => {
    await start();
    await add({ alias: 'one', plugin: 'steady', enabled: false });
    expect((await test.call('POST', '/api/v1/servers/one/probe')).body).toMatchObject({
      reachable: true,
      credentials: 'unknown',
      models: 1,
    });
  });
});

describe('servers.json', () => {
  it('is imported at the start, once', async () => {
    await writeServersFile(JSON.stringify([attic, { alias: 'wrong', plugin: 'absent' }]));
    await start();
    await test.call('PUT', '/api/v1/servers/attic', { alias: 'loft' });
    await test[Symbol.asyncDispose]();
    await start();
    const { body } = await test.call('GET', '/api/v1/servers');
    expect(body.map(({ alias, secrets }: { alias: string; secrets: string[] }) => [alias, secrets])).toEqual([
      ['loft', ['key']],
    ]);
    expect(await readFile(join(base.settings.dataPath, 'cyberimage.db'), 'latin1')).not.toContain(SECRET);
  });

  it('is taken as other programs wrote it, but for what is wrong in it', async () => {
    await writeServersFile(
      JSON.stringify([
        { alias: 'wrong one' },
        { alias: 'open', apiUrl: 'http://gpu-box:7860', auth: null },
        { alias: 'shut', apiUrl: 'http://gpu-box:7861', username: 'me', password: SECRET },
        { alias: 'held', url: 'http://gpu-box:7862', auth: { username: 'me', password: SECRET } },
      ]),
    );
    packageRoots.push(FORGE);
    await start();
    packageRoots.pop();
    const { body } = await test.call('GET', '/api/v1/servers');
    expect(body.map(({ alias, url, secrets }: Record<string, unknown>) => [alias, url, secrets])).toEqual([
      ['open', 'http://gpu-box:7860', []],
      ['shut', 'http://gpu-box:7861', ['password']],
      ['held', 'http://gpu-box:7862', ['password']],
    ]);
  });

  it.each(['{', '[{"alias": 5}]'])('that holds %s hinders nothing', async (content) => {
    await writeServersFile(content);
    await start();
    expect((await test.call('GET', '/api/v1/servers')).body).toEqual([]);
  });
});
