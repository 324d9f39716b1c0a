import { describe, expect, it } from 'vitest';
import type { SettingsSchema } from '@cyberimage/core';
import { hostsOfDefaults, networkRules, type NetworkGrants, type NetworkRule } from './network-rules.js';
import { reachOf, type Reach } from './reach.js';

const schema: SettingsSchema = {
  type: 'object',
  properties: {
    url: { type: 'string', format: 'uri' },
    hub: { type: 'string', format: 'uri', default: 'https://hub.example' },
    name: { type: 'string' },
  },
};

function reach(grants: Partial<NetworkGrants>): Reach {
  return reachOf(
    networkRules({ permissions: {}, schema, settings: {}, variables: {}, closed: [], ...grants }),
  );
}

function isOpen(target: Reach, host: string, port: number): boolean {
  try {
    return Boolean(target.requireHost(host, port));
  } catch {
    return false;
  }
}

describe('what is open', () => {
  it('is nothing for a plugin that was granted nothing', () => {
    const target = reach({});
    expect(isOpen(target, 'example.com', 443)).toBe(false);
    expect(() => target.requireHost('example.com', 443)).toThrow('it was granted none');
  });

  it('is what the manifest names', () => {
    const target = reach({ permissions: { network: ['api.example', '*.cdn.example', 'box:8188'] } });
    const asked: [string, number, boolean][] = [
      ['api.example', 1, true],
      ['API.example.', 443, true],
      ['sub.api.example', 443, false],
      ['a.b.cdn.example', 443, true],
      ['cdn.example', 443, false],
      ['evilcdn.example', 443, false],
      ['box', 8188, true],
      ['box', 8189, false],
    ];
    for (const [host, port, expected] of asked)
      expect([host, isOpen(target, host, port)]).toEqual([host, expected]);
  });

  it('is the host of each address that the owner gave, at its port', () => {
    const settings = { url: 'http://gpu-box:7860/sdapi', name: 'http://elsewhere' };
    const target = reach({ settings, variables: { HF_ENDPOINT: 'https://mirror.example', KEY: 'abc' } });
    expect(isOpen(target, 'gpu-box', 7860)).toBe(true);
    expect(isOpen(target, 'gpu-box', 22)).toBe(false);
    expect(isOpen(target, 'elsewhere', 80)).toBe(false);
    expect([80, 443].map((port) => isOpen(target, 'mirror.example', port))).toEqual([true, true]);
  });

  it('is not the address that a package sets itself, before that was granted', () => {
    expect(isOpen(reach({ settings: { hub: 'https://hub.example' } }), 'hub.example', 443)).toBe(false);
    expect(hostsOfDefaults(schema)).toEqual(['hub.example']);
  });
});

const named = (target: Reach, host: string): NetworkRule | 'any' => target.requireHost(host, 443);

describe('an address that a name leads to', () => {
  it('may not be this machine for a name of the manifest, and may for one of the owner', () => {
    const target = reach({
      permissions: { network: ['evil.example', 'localhost'] },
      settings: { url: 'https://my-box' },
    });
    for (const ip of ['127.0.0.1', '::1', '::ffff:127.0.0.1', '169.254.169.254', '0.0.0.0']) {
      expect([ip, target.admit(ip, 443, named(target, 'evil.example'))]).toEqual([ip, false]);
      expect(target.isAdmitted(ip, 443)).toBe(false);
    }
    expect(target.admit('127.0.1.1', 443, named(target, 'my-box'))).toBe(true);
    expect(target.admit('127.0.0.1', 443, named(target, 'localhost'))).toBe(true);
    expect(target.isAdmitted('127.0.0.1', 443)).toBe(true);
    expect(target.isAdmitted('127.0.0.1', 80)).toBe(false);
  });

  it("is closed where the studio's own services are, whoever named it", () => {
    const closed = [
      { host: 'localhost', port: 3000 },
      { host: 'redis', port: 6379 },
    ];
    const target = reach({ permissions: { network: true }, closed });
    expect(isOpen(target, 'localhost', 3000)).toBe(false);
    expect(isOpen(target, 'redis', 6379)).toBe(false);
    expect(isOpen(target, 'localhost', 3001)).toBe(true);
    expect(target.admit('127.0.0.1', 3000, 'any')).toBe(false);
    expect(target.admit('93.184.215.14', 3000, 'any')).toBe(true);
  });
});
