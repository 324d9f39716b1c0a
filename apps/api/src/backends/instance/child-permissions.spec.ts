import { describe, expect, it } from 'vitest';
import type { BackendPermissions, ModelLine } from '@cyberimage/core';
import type { BackendPackage } from '../backend-package.js';
import { permissionFlags } from './child-permissions.js';

const line: ModelLine = {
  key: 'MODEL_1',
  name: 'elsewhere',
  repo: '/other/disk/model',
  description: '',
  source: 'local',
  requiresAuth: false,
  options: {},
  steps: null,
};

async function flagsFor(permissions?: BackendPermissions): Promise<string[]> {
  const manifest = { contract: '^1', id: 'a', entry: './a.js', displayName: 'A' };
  const source: BackendPackage = {
    directory: '/plugins/a',
    name: 'a',
    version: undefined,
    stamp: '',
    entryPath: '/plugins/a/a.js',
    manifest: permissions === undefined ? manifest : { ...manifest, permissions },
  };
  const paths = { models: '/models', loras: '/loras', data: '/data/a' };
  return permissionFlags(source, { models: [line], paths });
}

describe('permissionFlags', () => {
  it('grants the own code and the own folder to everybody, and no more', async () => {
    const flags = await flagsFor();
    expect(flags).toContain('--permission');
    expect(flags).toContain('--allow-fs-read=/plugins/a/*');
    expect(flags).toContain('--allow-fs-write=/data/a/*');
    expect(flags.filter((flag) => flag.startsWith('--allow-fs-write='))).toHaveLength(2);
    for (const absent of ['--allow-addons', '--allow-child-process', '--allow-fs-read=/models']) {
      expect(flags).not.toContain(absent);
    }
  });

  it('grants what the manifest asks for', async () => {
    const flags = await flagsFor({ nativeAddons: true, childProcesses: true, models: true, network: true });
    for (const flag of [
      '--allow-addons',
      '--allow-child-process',
      '--allow-fs-read=/models/*',
      '--allow-fs-read=/loras/*',
      '--allow-fs-read=/other/disk/model/*',
      '--allow-fs-write=/models/*',
    ]) {
      expect(flags).toContain(flag);
    }
  });

  it('lets nobody write into the model folders who cannot download', async () => {
    expect(await flagsFor({ models: true })).not.toContain('--allow-fs-write=/models/*');
  });
});
