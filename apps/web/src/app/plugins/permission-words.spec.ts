import { describe, expect, it } from 'vitest';

import type { Plugin } from '../api/generated/models/plugin';
import { permissionWords, takesAddresses } from './permission-words';

const NOTHING = {
  native_addons: false,
  child_processes: false,
  environment: [],
  network: false,
  worker_threads: false,
  models: false,
};

it('says what any host means', () => {
  expect(permissionWords({ ...NOTHING, network: true })).toEqual([
    'Reach any host on the network, this machine included',
  ]);
});

const plugin = (settings: Plugin['settings']) => ({ settings }) as Plugin;

it('knows a plugin that takes addresses', () => {
  expect(takesAddresses(plugin({ properties: { url: { type: 'string', format: 'uri' } } }))).toBe(true);
  expect(takesAddresses(plugin({ properties: { name: { type: 'string' } } }))).toBe(false);
  expect(takesAddresses(plugin(null))).toBe(false);
});

describe('permissionWords', () => {
  it('says nothing of what is not asked for', () => {
    expect(permissionWords(NOTHING)).toEqual([]);
  });

  it('names each permission and each variable', () => {
    const words = permissionWords({
      ...NOTHING,
      native_addons: true,
      network: ['api.example.com:8443', '*.example.com'],
      worker_threads: true,
      environment: ['A', 'B'],
    });
    expect(words).toEqual([
      'Load native code, which can do whatever you can',
      'Start threads that nothing holds back from your files',
      'Reach the host api.example.com:8443',
      'Reach every host under example.com',
      'Read the variable A',
      'Read the variable B',
    ]);
  });
});
