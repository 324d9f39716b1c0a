import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { OwnerKey } from '../../platform/owner/owner-key.service.js';
import { packTestPackage, writeTestPackage } from '../../testing/stranger-package.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';

const SETTINGS = {
  type: 'object',
  properties: {
    url: { type: 'string', format: 'uri', environment: 'STRANGER_URL' },
    key: { type: 'string', writeOnly: true, environment: 'STRANGER_KEY' },
    threads: { type: 'integer', default: 2, minimum: 1, environment: 'STRANGER_THREADS' },
  },
};
const MANIFEST = {
  contract: '^1',
  id: 'stranger',
  entry: './index.js',
  displayName: 'Stranger',
  settings: SETTINGS,
};
const PATH = '/api/v1/plugins/stranger/settings';

let folder: string;
let test: TestApp;

async function start(): Promise<void> {
  test = await startTestApp(
    { PLUGIN_INSTALLS: 'files' },
    { packageRoots: ({ plugins }) => [join(folder, 'plugins'), plugins.installPath] },
  );
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plugin-settings-'));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await test[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const put = async (settings: object) => test.call('PUT', PATH, { settings });
const shown = async () => (await test.call('GET', PATH)).body;

async function madeWith(): Promise<unknown> {
  await vi.waitFor(
    async () =>
      expect((await test.call('GET', '/api/v1/backends')).body).toContainEqual(
        expect.objectContaining({ id: 'stranger', state: 'ready' }),
      ),
    { timeout: 20_000 },
  );
  const { body } = await test.call('POST', '/api/v1/generate', { model: 'grey', prompt: 'a' });
  const image = await vi.waitFor(
    async () => {
      const { body: job } = await test.call('GET', `/api/v1/queue/jobs/${body.job_id}`);
      expect(job.status).toBe('completed');
      return job.images[0];
    },
    { timeout: 20_000 },
  );
  return (await test.call('GET', `/api/v1/gallery/images/${image.id}`)).body.parameters.settings;
}

describe('the settings of a plugin without a server', () => {
  beforeEach(async () => writeTestPackage(join(folder, 'plugins/stranger'), { manifest: MANIFEST }));

  it('are set, used from then on, and taken back', async () => {
    await start();
    expect(await shown()).toEqual({ settings: {}, secrets: [], from_environment: {} });
    expect((await put({ threads: 5, url: 'http://gpu-box', key: 'passphrase' })).body).toEqual({
      settings: { threads: 5, url: 'http://gpu-box' },
      secrets: ['key'],
      from_environment: {},
    });
    expect(await madeWith()).toEqual({ threads: 5, url: 'http://gpu-box', key: '[secret]' });
    expect((await put({ threads: null })).body.settings).toEqual({ url: 'http://gpu-box' });
    expect(await madeWith()).toMatchObject({ threads: 2 });
  });

  it('are refused by name when they do not fit, and then change nothing', async () => {
    await start();
    const { status, body } = await put({ threads: 0, colour: 'red' });
    expect([status, body.errors[0].field]).toEqual([422, 'settings']);
    expect(body.detail).toContain('settings.colour: unknown');
    expect(body.detail).toContain('settings.threads: must be 1 or more (found 0)');
    expect((await shown()).settings).toEqual({});
    expect((await test.call('GET', '/api/v1/plugins/nobody/settings')).status).toBe(404);
  });

  it('keep secrets sealed, out of answers and the audit, and with their address alone', async () => {
    await start();
    await put({ url: 'http://gpu-box', key: 'passphrase' });
    const database = await readFile(join(test.settings.dataPath, 'cyberimage.db'), 'latin1');
    const audit = await test.call('GET', '/api/v1/audit?subject_type=plugin');
    expect(audit.body.records[0]).toMatchObject({ action: 'plugin.settings-changed' });
    expect(database + JSON.stringify(audit.body)).not.toContain('passphrase');
    await put({ threads: 3 });
    expect(await shown()).toMatchObject({ secrets: ['key'] });
    await put({ url: 'http://elsewhere' });
    expect(await shown()).toEqual({
      settings: { url: 'http://elsewhere', threads: 3 },
      secrets: [],
      from_environment: {},
    });
  });

  it('leave to variables what is not set, but no key for another address', async () => {
    vi.stubEnv('STRANGER_THREADS', '7');
    vi.stubEnv('STRANGER_KEY', 'passphrase');
    await start();
    expect(await shown()).toEqual({ settings: {}, secrets: [], from_environment: { threads: 7 } });
    await put({ url: 'http://elsewhere' });
    expect(await shown()).toMatchObject({ from_environment: { threads: 7 } });
    expect(await madeWith()).toEqual({ url: 'http://elsewhere', threads: 7 });
  });
});

it('are forgotten with the plugin', async () => {
  await start();
  const headers = {
    'content-type': 'application/gzip',
    authorization: `Bearer ${await test.app.get(OwnerKey, { strict: false }).read()}`,
  };
  const install = async () => {
    const body = Uint8Array.from(await packTestPackage(folder, { manifest: MANIFEST }));
    await fetch(`${test.url}/api/v1/plugins`, { method: 'POST', headers, body });
  };
  await install();
  await put({ threads: 5, key: 'passphrase' });
  expect((await test.call('DELETE', '/api/v1/plugins/stranger')).status).toBe(204);
  await install();
  expect(await shown()).toEqual({ settings: {}, secrets: [], from_environment: {} });
});
