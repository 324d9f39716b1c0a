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
    expect(readSettings({ ...DEFAULTS, url: 'https://gpu-box/' })).toEqual({
      url: 'https://gpu-box',
      apiKey: undefined,
      models: [],
      samplers: [],
      defaultSteps: 30,
      defaultSize: 1024,
      maxImages: 4,
      timeoutMs: 120_000,
    });
  });

  it('reads lists as people write them', () => {
    expect(readSettings({ ...DEFAULTS, models: ' a, b,,a ' }).models).toEqual(['a', 'b']);
  });
});

describe('the factory', () => {
  it('makes the backend that the manifest names', async () => {
    const { contract, id } = PACKAGE_FILE.cyberimage;
    expect(contract).toBe('^1');
    expect(PACKAGE_FILE.cyberimage).not.toHaveProperty('permissions');
    const backend = await createBackend(
      testContext({ settings: { ...DEFAULTS, url: 'http://gpu-box:8080' } }),
    );
    expect(backend.id).toBe(id);
    expect((await backend.describe()).device.label).toBe('gpu-box:8080');
    await backend.dispose();
  });
});
