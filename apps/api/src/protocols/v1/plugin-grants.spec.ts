import { mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { OwnerKey } from '../../platform/owner/owner-key.service.js';
import { writeTestPackage } from '../../testing/stranger-package.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';

const ASKS = { network: ['api.example.com'] };
const GRANTS = {
  native_addons: false,
  child_processes: false,
  environment: [],
  network: ['api.example.com'],
  worker_threads: false,
  models: false,
};
const GRANTS_PATH = '/api/v1/plugins/stranger/grants';

const eventually = async (check: () => Promise<void>) => vi.waitFor(check, { timeout: 20_000 });

let folder: string;
let plugins: string;
let test: TestApp;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plugin-grants-'));
  plugins = join(folder, 'plugins');
});

afterEach(async () => {
  await test[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

async function start(): Promise<void> {
  test = await startTestApp(
    {},
    { packageRoots: [plugins], hostOptions: { watchIntervalMs: 50, isTrusted: () => false } },
  );
}

async function grant(): Promise<void> {
  const key = await test.app.get(OwnerKey, { strict: false }).read();
  const headers = { authorization: `Bearer ${key}` };
  expect((await test.call('PUT', GRANTS_PATH, GRANTS, headers)).status).toBe(200);
}

const plugin = async () =>
  (await test.call('GET', '/api/v1/plugins')).body.find(({ id }: { id: string }) => id === 'stranger');
const backend = async () =>
  (await test.call('GET', '/api/v1/backends')).body.find(({ id }: { id: string }) => id === 'stranger');
const isReady = async () => expect(await backend()).toMatchObject({ state: 'ready' });
const asked = async () => expect(await backend()).toMatchObject({ state: 'not-granted' });

describe('what was granted to a package', () => {
  beforeEach(async () => {
    await writeTestPackage(join(plugins, 'stranger'), { permissions: ASKS });
    await start();
    await grant();
    await eventually(isReady);
  });

  it('is not granted to another folder of the same id, nor to another package in the same folder', async () => {
    await rename(join(plugins, 'stranger'), join(plugins, 'somewhere-else'));
    await eventually(asked);
    expect(await plugin()).toMatchObject({ granted: null });
    await rename(join(plugins, 'somewhere-else'), join(plugins, 'stranger'));
    await eventually(isReady);
    await writeTestPackage(join(plugins, 'stranger'), { name: 'impostor', permissions: ASKS });
    await eventually(asked);
  });

  it('stays when the package is built anew and asks for no more', async () => {
    await writeTestPackage(join(plugins, 'stranger'), { version: '1.0.1', permissions: ASKS });
    await eventually(async () => expect(await backend()).toMatchObject({ state: 'ready', version: '1.0.1' }));
  });
});

describe('who has not shown the key of the owner', () => {
  it('cannot grant or install, and is told where it is', async () => {
    await writeTestPackage(join(plugins, 'stranger'), { permissions: ASKS });
    await start();
    const path = join(test.settings.dataPath, 'owner.key');
    expect((await test.call('GET', '/api/v1/owner')).body).toEqual({ shown: false, key_file: path });
    for (const headers of [{}, { authorization: 'Bearer guess' }, { cookie: 'cyberimage_owner=guess' }]) {
      const { status, body } = await test.call('PUT', GRANTS_PATH, GRANTS, headers);
      expect([status, body.type, body.detail]).toEqual([
        401,
        expect.stringContaining('owner-only'),
        expect.stringContaining(path),
      ]);
    }
    expect((await test.call('POST', '/api/v1/plugins', { package: 'a' })).status).toBe(401);
    expect((await test.call('POST', '/api/v1/owner', { key: 'guess' })).status).toBe(401);
    expect(await backend()).toMatchObject({ state: 'not-granted' });
  });

  it('is known by a cookie once they have, which no script can read', async () => {
    await writeTestPackage(join(plugins, 'stranger'), { permissions: ASKS });
    await start();
    const path = join(test.settings.dataPath, 'owner.key');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const { status, headers } = await test.call('POST', '/api/v1/owner', {
      key: await readFile(path, 'utf8'),
    });
    expect(status).toBe(204);
    const [cookie = ''] = headers.getSetCookie();
    expect(cookie).toMatch(/; HttpOnly; SameSite=Strict$/);
    const shown = { cookie: `theme=dark; ${cookie.split(';')[0]}` };
    expect((await test.call('GET', '/api/v1/owner', undefined, shown)).body).toMatchObject({ shown: true });
    expect((await test.call('PUT', GRANTS_PATH, GRANTS, shown)).status).toBe(200);
  });
});
