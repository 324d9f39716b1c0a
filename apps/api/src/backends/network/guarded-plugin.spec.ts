import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BackendError } from '@cyberimage/core';
import type { BackendHostOptions } from '../backend-host-options.js';
import { PACKAGES, TestHost } from '../fixtures/test-host.js';

/** A real server on a free port; counts who came. */
interface Site extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  visits: number;
}

async function openSite(redirectTo?: string): Promise<Site> {
  const server: Server = createServer((_request, response) => {
    site.visits++;
    if (redirectTo === undefined) response.end('hello');
    else response.writeHead(302, { location: redirectTo }).end();
  });
  server.on('connect', () => site.visits++);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const site: Site = {
    url: `http://127.0.0.1:${port}`,
    port,
    visits: 0,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return site;
}

let granted: Site;
let other: Site;
let test: TestHost | undefined;

beforeAll(async () => {
  [granted, other] = await Promise.all([openSite(), openSite()]);
});
afterAll(async () => {
  await granted[Symbol.asyncDispose]();
  await other[Symbol.asyncDispose]();
});
afterAll(async () => test?.close());
beforeEach(() => {
  other.visits = 0;
});

async function start(url: string, options: Partial<BackendHostOptions> = {}): Promise<void> {
  await test?.close();
  test = new TestHost(['reaches'], { settings: { reaches: { url } }, ...options });
  await test.host.onApplicationBootstrap();
  await test.ready('reaches');
}

async function reach(way: string, target = ''): Promise<unknown> {
  const events = await (test as TestHost).generate('reaches', { prompt: JSON.stringify([way, target]) });
  const image = events.find((event) => event.type === 'image');
  return image?.metadata['answer'];
}

const failure = async (way: string, target?: string): Promise<BackendError> =>
  reach(way, target).then(
    (answer) => expect.unreachable(`it got "${String(answer)}"`),
    (error: unknown) => error as BackendError,
  );

describe('a host that stands in a setting', () => {
  beforeAll(async () => start(granted.url));

  it.each([
    'fetch',
    'context',
    'http.get',
    'imported get',
    'required http',
    'http.get with its own lookup',
    'net.connect',
  ])('is reached by %s', async (way) => {
    expect(await reach(way, granted.url)).toBe('hello');
  });

  it('is open at its own port only', async () => {
    const { code, retryable, message } = await failure('fetch', other.url);
    expect({ code, retryable }).toEqual({ code: 'unavailable', retryable: false });
    expect(message).toBe(
      `The plugin may not connect to 127.0.0.1:${other.port}: it was granted granted.invalid, ` +
        `*.wild.invalid:8443, 127.0.0.1:${granted.port}. An address in its settings opens its host; any other ` +
        'one must stand in permissions.network of its manifest and be granted',
    );
  });
});

describe('a host that was not granted', () => {
  beforeAll(async () => start(granted.url));

  it.each([
    'fetch',
    'context',
    'assert',
    'http.get',
    'imported get',
    'required http',
    'http.get with its own lookup',
    'net.connect',
    'net.connect without a host',
    'a socket',
    'tls',
    'http2',
    'patched strings',
  ])('is refused by name when tried by %s, and hears nothing', async (way) => {
    const { code, message } = await failure(way, other.url);
    expect([code, message]).toEqual([
      'unavailable',
      expect.stringContaining(`:${other.port}: it was granted`),
    ]);
    expect(other.visits).toBe(0);
  });

  it.each(['the native handle', 'WebSocket', 'udp'])('hears nothing of %s either', async (way) => {
    await failure(way, other.url);
    expect(other.visits).toBe(0);
  });

  it('is refused when a redirect leads there', async () => {
    await using detour = await openSite(other.url);
    await start(detour.url);
    expect((await failure('fetch', detour.url)).message).toContain(`127.0.0.1:${other.port}: it was granted`);
    expect([detour.visits, other.visits]).toEqual([1, 0]);
  });

  it.each(['dns.lookup', 'imported lookup', 'dns.promises', 'dns.resolve'])(
    'is not even asked for by %s',
    async (way) => {
      expect((await failure(way, 'secret.example')).message).toContain('may not connect to secret.example');
    },
  );
});

describe('a plugin', () => {
  beforeAll(async () => start(granted.url));

  it.each(['listen', 'worker', 'process.binding'])('may not use %s', async (way) => {
    await failure(way);
  });

  it('may not use a Unix socket', async () => {
    expect((await failure('a Unix socket', '/var/run/docker.sock')).message).toContain(
      '/var/run/docker.sock',
    );
  });

  it('cannot take the guard away', async () => {
    await reach('the prototype below', other.url).catch(() => undefined);
    await failure('fetch', other.url);
    expect(other.visits).toBe(0);
  });

  it('cannot start itself anew with other rules', async () => {
    await reach('a second start').catch(() => undefined);
    await test?.ready('reaches');
    await failure('http.get', other.url);
    expect(other.visits).toBe(0);
  });
});

const closed = (): Partial<BackendHostOptions> => ({
  closedAddresses: [{ host: 'localhost', port: other.port }],
});

describe('the studio itself', () => {
  it('is closed, by any of its addresses, though its port stands in a setting, by any of its addresses', async () => {
    await start(other.url, closed());
    for (const host of ['127.0.0.1', 'localhost', '127.9.9.9', '[::1]', '0.0.0.0', '[::ffff:127.0.0.1]']) {
      const { message } = await failure('fetch', `http://${host}:${other.port}`);
      expect(message).toMatch(/services are closed to plugins|it was granted/);
    }
    expect((await failure('net.connect', other.url)).message).toContain('closed to plugins');
    expect(other.visits).toBe(0);
  });

  it('is closed to a plugin that was granted any host', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'reaches-'));
    try {
      await cp(join(PACKAGES, 'reaches'), folder, { recursive: true });
      const file = join(folder, 'package.json');
      const json = JSON.parse(await readFile(file, 'utf8')) as { cyberimage: { permissions: object } };
      json.cyberimage.permissions = { network: true };
      await writeFile(file, JSON.stringify(json));
      await start('http://nowhere.invalid', { packageRoots: [folder], ...closed() });
      expect(await reach('fetch', granted.url)).toBe('hello');
      expect(await reach('listen')).toBe('listening');
      expect((await failure('fetch', other.url)).message).toContain('closed to plugins');
      await failure('the native handle', other.url);
      expect(other.visits).toBe(0);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
