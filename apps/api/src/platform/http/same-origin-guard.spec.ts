import { describe, expect, it } from 'vitest';
import { createSameOriginGuard } from './same-origin-guard.js';

const settings = {
  host: '127.0.0.1',
  allowedHosts: ['studio.example'],
  corsOrigins: ['https://friend.example'],
};

function isLetIn(method: string, headers: Record<string, string>, host = settings.host): boolean {
  try {
    createSameOriginGuard({ ...settings, host })({ method, headers });
    return true;
  } catch {
    return false;
  }
}

describe('on loopback', () => {
  it.each(['localhost:3000', '127.0.0.1:3000', '[::1]:3000', 'LOCALHOST', 'studio.example'])(
    'the host %s is let in',
    (host) => expect(isLetIn('GET', { host })).toBe(true),
  );

  it.each(['evil.example', 'evil.example:3000', '', 'localhost.evil.example'])(
    'the host "%s" is not',
    (host) => expect(isLetIn('GET', { host })).toBe(false),
  );
});

it('every host is let in where the server listens on more', () => {
  expect(isLetIn('GET', { host: 'box.lan:3000' }, '0.0.0.0')).toBe(true);
});

describe('a change', () => {
  const host = 'localhost:3000';

  it.each([
    ['by a program', {}, true],
    ['by our own page', { origin: 'http://localhost:3000' }, true],
    ['by a page that CORS_ORIGINS names', { origin: 'https://friend.example' }, true],
    ['by another page', { origin: 'https://evil.example' }, false],
    ['by a page without an origin', { origin: 'null' }, false],
    ['by a page of another port', { origin: 'http://localhost:8080' }, false],
  ])('%s', (_who, headers, expected) => {
    expect(isLetIn('POST', { host, ...headers })).toBe(expected);
    expect(isLetIn('DELETE', { host, ...headers })).toBe(expected);
  });

  it('is not what reading is', () => {
    expect(isLetIn('GET', { host, origin: 'https://evil.example' })).toBe(true);
  });
});
