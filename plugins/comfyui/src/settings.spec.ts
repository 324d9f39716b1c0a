import { testContext } from '@cyberimage/core/testing';
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
    const { contract, id, settings } = PACKAGE_FILE.cyberimage;
    expect(contract).toBe('^1');
    expect(PACKAGE_FILE.cyberimage).not.toHaveProperty('permissions');
    expect(settings.properties['authorization']).toMatchObject({ writeOnly: true });
    const backend = await createBackend(
      testContext({ settings: { ...DEFAULTS, url: 'http://gpu-box:8188' } }),
    );
    expect(backend.id).toBe(id);
    expect((await backend.describe()).device.label).toBe('gpu-box:8188');
    await backend.dispose();
  });
});
