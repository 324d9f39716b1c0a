import { mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create } from 'tar';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { OwnerKey } from '../../platform/owner/owner-key.service.js';
import { packTestPackage, writeTestPackage, type TestPackage } from '../../testing/stranger-package.js';
import { startTestApp, type TestAnswer, type TestApp } from '../../testing/test-app.js';

const ASKS = { network: ['api.example.com'], environment: ['STRANGER_KEY'] };
const GRANTS = {
  native_addons: false,
  child_processes: false,
  environment: ['STRANGER_KEY'],
  network: ['api.example.com'],
  worker_threads: false,
  models: false,
};

const eventually = async (check: () => Promise<void>) => vi.waitFor(check, { timeout: 20_000 });

let folder: string;
let plugins: string;
let test: TestApp;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plugin-life-'));
  plugins = join(folder, 'plugins');
});

afterEach(async () => {
  await test[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

async function start(installs = 'files', trusted: readonly string[] = []): Promise<void> {
  test = await startTestApp(
    { PLUGIN_INSTALLS: installs },
    {
      packageRoots: ({ plugins: settings }) => [plugins, settings.installPath],
      hostOptions: { watchIntervalMs: 50, isTrusted: ({ manifest }) => trusted.includes(manifest.id) },
    },
  );
}

const owner = async () => ({
  authorization: `Bearer ${await test.app.get(OwnerKey, { strict: false }).read()}`,
});

async function upload(body: Uint8Array<ArrayBuffer>, type = 'application/gzip'): Promise<TestAnswer> {
  const headers = { 'content-type': type, ...(await owner()) };
  const response = await fetch(`${test.url}/api/v1/plugins`, { method: 'POST', headers, body });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

async function install(wanted: TestPackage = {}): Promise<TestAnswer> {
  return upload(Uint8Array.from(await packTestPackage(folder, wanted)));
}

const plugin = async () =>
  (await test.call('GET', '/api/v1/plugins')).body.find(({ id }: { id: string }) => id === 'stranger');
const backend = async () =>
  (await test.call('GET', '/api/v1/backends')).body.find(({ id }: { id: string }) => id === 'stranger');
const isReady = async () => expect(await backend()).toMatchObject({ state: 'ready' });
const grant = async (body: object = GRANTS) =>
  test.call('PUT', '/api/v1/plugins/stranger/grants', body, await owner());

async function generate(steps = 1): Promise<string> {
  const { status, body } = await test.call('POST', '/api/v1/generate', { model: 'grey', prompt: 'a', steps });
  expect(status, JSON.stringify(body)).toBe(202);
  return body.job_id;
}
const job = async (id: string) => (await test.call('GET', `/api/v1/queue/jobs/${id}`)).body;
const isDone = async (id: string) => expect(await job(id)).toMatchObject({ status: 'completed' });

describe('a package that is dropped into a running host', () => {
  it('is found, waits for the owner, and works once it was granted what it asks for', async () => {
    await start();
    expect(await plugin()).toBeUndefined();
    await writeTestPackage(join(plugins, 'stranger'), { permissions: ASKS });
    await eventually(async () => expect(await plugin()).toBeDefined());
    expect(await plugin()).toMatchObject({
      state: 'usable',
      granted: null,
      missing: ['the host api.example.com', 'the variable STRANGER_KEY'],
      removable: false,
    });
    expect(await backend()).toMatchObject({
      state: 'not-granted',
      reason: expect.stringContaining('it asks for the host api.example.com, the variable STRANGER_KEY'),
    });

    const { status, body } = await grant();
    expect(status).toBe(200);
    expect(body).toMatchObject({ granted: GRANTS, missing: [] });
    await eventually(isReady);
    const id = await generate();
    await eventually(async () => isDone(id));
  });

  it('runs at once where its id is trusted, as our own do', async () => {
    await writeTestPackage(join(plugins, 'stranger'), { permissions: ASKS });
    await start('off', ['stranger']);
    await eventually(isReady);
  });

  it('stops when it asks for more than before, and is gone when its folder is', async () => {
    await writeTestPackage(join(plugins, 'stranger'));
    await start('off', []);
    await grant({ ...GRANTS, environment: [], network: false });
    await eventually(isReady);
    await writeTestPackage(join(plugins, 'stranger'), { version: '1.1.0', permissions: ASKS });
    await eventually(async () =>
      expect(await backend()).toMatchObject({
        state: 'not-granted',
        reason:
          'the plugin asks for more than it was granted: the host api.example.com, the variable STRANGER_KEY',
      }),
    );
    await rm(join(plugins, 'stranger'), { recursive: true });
    await eventually(async () => expect(await plugin()).toBeUndefined());
    expect(await backend()).toBeUndefined();
  });
});

describe('a package file', () => {
  it('is installed, updated while it works, and removed; its jobs stay', async () => {
    await start();
    expect((await install({ permissions: ASKS })).body).toMatchObject({ id: 'stranger', removable: true });
    await grant();
    await eventually(isReady);
    const first = await generate(60);
    await eventually(async () => expect(await job(first)).toMatchObject({ status: 'processing' }));

    expect((await install({ version: '2.0.0', permissions: ASKS })).body).toMatchObject({ version: '2.0.0' });
    await eventually(async () => expect(await backend()).toMatchObject({ state: 'ready', version: '2.0.0' }));
    const second = await generate();
    for (const id of [first, second]) await eventually(async () => isDone(id));
    expect((await test.call('DELETE', '/api/v1/plugins/stranger')).status).toBe(204);
    expect(await plugin()).toBeUndefined();
    expect((await job(first)).images).toHaveLength(1);
    const audit = (await test.call('GET', '/api/v1/audit?subject_type=plugin')).body.records;
    expect(audit.map(({ action }: { action: string }) => action)).toEqual([
      'plugin.removed',
      'plugin.updated',
      'plugin.granted',
      'plugin.installed',
    ]);
  });

  it('is not removed while jobs wait for it, unless they may fail', async () => {
    await start();
    await install();
    await grant({ ...GRANTS, environment: [], network: false });
    await eventually(isReady);
    const running = await generate(60);
    const waiting = [await generate(), await generate()] as const;
    await eventually(async () => expect(await job(running)).toMatchObject({ status: 'processing' }));
    const refused = await test.call('DELETE', '/api/v1/plugins/stranger');
    expect([refused.status, refused.body.detail]).toEqual([
      409,
      expect.stringMatching(/^2 jobs wait for it/),
    ]);
    await eventually(isReady);

    expect((await test.call('DELETE', '/api/v1/plugins/stranger?waiting_jobs=fail')).status).toBe(204);
    for (const id of waiting) {
      const message = 'the plugin stranger was removed while the job waited for it';
      expect(await job(id)).toMatchObject({ status: 'failed', error: { code: 'unavailable', message } });
    }
    await eventually(async () => isDone(running));
    const trail = (await test.call('GET', `/api/v1/audit?subject_id=${waiting[0]}`)).body.records;
    expect(trail.map(({ action }: { action: string }) => action)).toEqual(['job.failed', 'job.created']);
  });

  it('forgets what a removed one was granted', async () => {
    await start();
    await install();
    await grant({ ...GRANTS, environment: [], network: false });
    await eventually(isReady);
    await test.call('DELETE', '/api/v1/plugins/stranger');
    await install();
    expect(await plugin()).toMatchObject({ granted: null });
  });

  it.each<[string, TestPackage, string]>([
    ['is no plugin', { manifest: null }, 'no key "cyberimage"'],
    ['has a wrong manifest', { manifest: { contract: '^1' } }, 'cyberimage.id'],
    [
      'is for another contract',
      { manifest: { contract: '^7', id: 'stranger' } },
      'version 1 of the contract',
    ],
    ['lacks a dependency', { dependencies: { 'left-pad': '^1' } }, 'it needs left-pad; bundle them'],
  ])('is refused when it %s, and leaves nothing behind', async (_what, wanted, reason) => {
    await start();
    const { status, body } = await install(wanted);
    expect(status).toBe(422);
    expect(body.errors[0]).toMatchObject({ field: 'package', message: expect.stringContaining(reason) });
    expect(await readdir(test.settings.plugins.installPath)).toEqual(['node_modules']);
  });

  it('is refused when it is none, or holds links', async () => {
    await start();
    expect((await upload(new TextEncoder().encode('no gzip'))).body.detail).toContain('no package file');
    await writeTestPackage(join(folder, 'package'));
    await symlink('/etc/passwd', join(folder, 'package/secrets'));
    const file = join(folder, 'links.tgz');
    await create({ gzip: true, cwd: folder, file }, ['package']);
    const { status, body } = await upload(Uint8Array.from(await readFile(file)));
    expect([status, body.detail]).toEqual([
      422,
      expect.stringContaining('package/secrets is a SymbolicLink'),
    ]);
  });

  it('is not taken where the owner has not opened that way', async () => {
    await start('off');
    const { status, body } = await install();
    expect([status, body.detail]).toEqual([403, expect.stringContaining('PLUGIN_INSTALLS is off')]);
    expect((await test.call('GET', '/api/v1/plugins/installs')).body).toEqual({ installs: 'off' });
    const answer = await test.call('POST', '/api/v1/plugins', { package: 'somebody-elses' }, await owner());
    expect(answer.status).toBe(403);
    const strange = await test.call('POST', '/api/v1/plugins', { package: '../etc' }, await owner());
    expect([strange.status, strange.body.errors[0].field]).toEqual([422, 'package']);
  });

  it('is taken by no other route', async () => {
    await start();
    const headers = { 'content-type': 'application/gzip' };
    const response = await fetch(`${test.url}/api/v1/generate`, { method: 'POST', headers, body: 'x' });
    expect(response.status).toBe(415);
  });
});

describe('a plugin', () => {
  it('is switched off after its work in hand, and on again', async () => {
    await writeTestPackage(join(plugins, 'stranger'));
    await start('off', ['stranger']);
    await eventually(isReady);
    const running = await generate(60);
    const waiting = await generate();
    await eventually(async () => expect(await job(running)).toMatchObject({ status: 'processing' }));
    const refused = await test.call('POST', '/api/v1/plugins/stranger/disable');
    expect([refused.status, refused.body.detail]).toEqual([
      409,
      expect.stringMatching(/^1 job waits for it/),
    ]);
    expect(await plugin()).toMatchObject({ enabled: true });
    const off = await test.call('POST', '/api/v1/plugins/stranger/disable?waiting_jobs=fail');
    expect(off.body).toMatchObject({ enabled: false });
    expect(await backend()).toMatchObject({ state: 'stopped', reason: 'the plugin is switched off' });
    await eventually(async () => isDone(running));
    expect(await job(waiting)).toMatchObject({ status: 'failed' });
    expect((await job(waiting)).error.message).toContain('was switched off while the job waited');

    await test.call('POST', '/api/v1/plugins/stranger/enable');
    await eventually(isReady);
    expect((await test.call('POST', `/api/v1/queue/jobs/${waiting}/retry`)).status).toBeLessThan(300);
    await eventually(async () => isDone(waiting));
  });

  it('is refused what it does not ask for, by name', async () => {
    await writeTestPackage(join(plugins, 'stranger'));
    await start();
    const { status, body } = await grant();
    expect([status, body.detail]).toEqual([
      422,
      'stranger does not ask for the host api.example.com, the variable STRANGER_KEY; leave that out',
    ]);
    expect((await test.call('POST', '/api/v1/plugins/nobody/enable')).status).toBe(404);
  });

  it('is started anew when asked', async () => {
    await writeTestPackage(join(plugins, 'stranger'));
    await start('off', ['stranger']);
    await eventually(isReady);
    expect((await test.call('POST', '/api/v1/backends/stranger/restart')).status).toBe(204);
    await eventually(isReady);
    const id = await generate();
    await eventually(async () => isDone(id));
    expect((await test.call('POST', '/api/v1/backends/nobody/restart')).status).toBe(404);
  });
});
