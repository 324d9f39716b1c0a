import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../../testing/test-app.js';
import { createTestSettings } from '../../testing/test-settings.js';

describe('a built web app', () => {
  let test: TestApp;

  beforeAll(async () => {
    const base = await createTestSettings();
    await mkdir(base.settings.webPath);
    await writeFile(join(base.settings.webPath, 'index.html'), '<html>app</html>');
    await writeFile(join(base.settings.webPath, 'main-ABCD1234.js'), 'run()');
    await writeFile(join(base.folder, 'secret.txt'), 'secret');
    test = await startTestApp({}, { base });
  });

  afterAll(async () => {
    await test[Symbol.asyncDispose]();
  });

  const open = (path: string, accept = 'text/html,*/*') =>
    fetch(`${test.url}${path}`, { headers: { accept } });

  it.each(['/', '/gallery', '/gallery/01890000-0000-7000-8000-000000000000', '/queue?status=failed'])(
    'is opened by %s',
    async (path) => {
      const response = await open(path);
      expect(response.status).toBe(200);
      expect(await response.text()).toBe('<html>app</html>');
      expect(response.headers.get('cache-control')).toContain('max-age=0');
    },
  );

  it('keeps files with a hash for ever', async () => {
    const response = await open('/main-ABCD1234.js', '*/*');
    expect(await response.text()).toBe('run()');
    expect(response.headers.get('cache-control')).toContain('immutable');
    expect(response.headers.get('content-type')).toContain('javascript');
  });

  it.each(['/main-GONE1234.js', '/..%2fsecret.txt', '/%2e%2e/secret.txt'])('has no %s', async (path) => {
    const response = await open(path, '*/*');
    expect(response.status).toBe(404);
    expect(await response.text()).not.toContain('secret\n');
  });

  it('leaves the paths of the API to the API', async () => {
    for (const path of ['/api/nothing', '/media/nothing', '/health/nothing']) {
      const response = await open(path);
      expect(response.status).toBe(404);
      expect(response.headers.get('content-type')).toContain('application/problem+json');
    }
  });
});

it('that is not built leaves the API working', async () => {
  await using test = await startTestApp();
  const { status, body } = await test.call('GET', '/');
  expect(status).toBe(404);
  expect(body.detail).toContain('not built');
  expect((await test.call('GET', '/health')).status).toBe(200);
  expect((await fetch(`${test.url}/api/docs`)).status).toBe(200);
});

it('of another site may call the API when CORS_ORIGINS names it', async () => {
  await using test = await startTestApp({ CORS_ORIGINS: 'https://friend.example' });
  const allowed = await fetch(`${test.url}/health`, { headers: { origin: 'https://friend.example' } });
  expect(allowed.headers.get('access-control-allow-origin')).toBe('https://friend.example');
  const other = await fetch(`${test.url}/health`, { headers: { origin: 'https://evil.example' } });
  expect(other.headers.get('access-control-allow-origin')).toBeNull();
});
