import type { BackendContext } from '@cyberimage/core';
import { describe, expect, it } from 'vitest';
import createBackend from './index.js';
import { PACKAGE_FILE } from './package-file.js';
import { readSettings } from './settings.js';

const DEFAULTS = Object.fromEntries(
  Object.entries(PACKAGE_FILE.cyberimage.settings.properties).flatMap(([name, schema]) =>
    schema.default === undefined ? [] : [[name, schema.default]],
  ),
);

describe('readSettings', () => {
  it('reads the defaults of the manifest', () => {
    expect(readSettings({ ...DEFAULTS, url: 'http://gpu-box:8188/' })).toEqual({
      url: 'http://gpu-box:8188',
      authorization: undefined,
      graph: '',
      graphFile: '',
      maxImages: 4,
      timeoutMs: 1_800_000,
      pollMs: 1000,
      connectMs: 5000,
    });
  });
});

describe('the factory', () => {
  it('makes the backend that the manifest names', async () => {
    const { contract, id, permissions, settings } = PACKAGE_FILE.cyberimage;
    expect({ contract, permissions }).toEqual({ contract: '^1', permissions: { network: true } });
    expect(settings.properties['authorization']).toMatchObject({ writeOnly: true });
    const context: BackendContext = {
      instanceId: id,
      settings: { ...DEFAULTS, url: 'http://gpu-box:8188' },
      models: [],
      paths: { models: '/m', loras: '/l', data: '/d' },
      log: () => {},
    };
    const backend = await createBackend(context);
    expect(backend.id).toBe(id);
    expect((await backend.describe()).device.label).toBe('gpu-box:8188');
    await backend.dispose();
  });
});
