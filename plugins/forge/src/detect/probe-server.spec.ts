import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { FakeForge, type FakeForgeOptions } from '../testing/fake-forge.js';
import { probeServer } from './probe-server.js';

let fake: FakeForge | undefined;

afterEach(() => fake?.stop());

async function probe(options: FakeForgeOptions, credentials: Record<string, string> = {}) {
  fake = await new FakeForge(options).start();
  return probeServer({ url: fake.url, ...credentials });
}

const rightOnes = { username: 'me', password: 'secret-word' };

describe('probeServer', () => {
  it.each([
    ['forge', 'f2.0.1v1.10.1-previous-669-gdfdcbab6'],
    ['a1111', 'v1.10.1'],
    ['reforge', 'v1.10.1-RC'],
    ['sdnext', '2026-07-23'],
  ] as const)('knows %s', async (variant, version) => {
    expect(await probe({ variant })).toMatchObject({
      reachable: true,
      mode: 'rest',
      kind: variant,
      version,
      credentials: 'not-needed',
    });
  });

  it('knows an API-only server, which hides its version', async () => {
    const result = await probe({ noWebUi: true });
    expect(result).toMatchObject({ mode: 'rest', kind: 'forge' });
    expect(result).not.toHaveProperty('version');
  });

  it('knows a web UI without REST', async () => {
    expect(await probe({ api: false })).toMatchObject({
      mode: 'gradio',
      kind: 'forge',
      credentials: 'not-needed',
    });
  });

  it.each([
    ['accepted', { apiAuth: 'me:secret-word' }, rightOnes],
    ['accepted', { api: false, gradioAuth: 'me:secret-word' }, rightOnes],
    ['refused', { apiAuth: 'me:other-word' }, rightOnes],
    ['refused', { api: false, gradioAuth: 'me:other-word' }, rightOnes],
    ['missing', { apiAuth: 'me:secret-word' }, {}],
    ['missing', { api: false, gradioAuth: 'me:secret-word' }, {}],
    ['not-needed', {}, rightOnes],
  ] as const)('says %s of credentials with %j', async (credentials, options, given) => {
    const result = await probe(options, given);
    expect(result).toMatchObject({ reachable: true, credentials });
    expect(JSON.stringify(result)).not.toContain('secret-word');
  });

  it('says that nobody is there', async () => {
    const gone = await new FakeForge().start();
    await gone.stop();
    expect(await probeServer({ url: gone.url })).toEqual({
      reachable: false,
      credentials: 'unknown',
      message: expect.stringContaining('cannot be reached'),
    });
  });

  it('is not taken in by another site', async () => {
    const site = createServer((_request, response) => void response.end('<html></html>'));
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    const { port } = site.address() as AddressInfo;
    const result = await probeServer({ url: `http://127.0.0.1:${port}` });
    expect(result).toMatchObject({ reachable: true, credentials: 'unknown' });
    expect(result.message).toContain('no Stable Diffusion web UI');
    expect(result).not.toHaveProperty('mode');
    site.closeAllConnections();
    site.close();
  });

  it('needs a URL', async () => {
    await expect(probeServer({ url: 'ftp://host' })).rejects.toThrow(TypeError);
  });
});
