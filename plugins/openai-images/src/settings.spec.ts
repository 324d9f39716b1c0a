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
      sizes: ['1024x1024', '1536x1024', '1024x1536'],
      qualities: [],
      styles: [],
      backgrounds: [],
      maxImages: 4,
      responseFormat: undefined,
      partialImages: 2,
      edits: 'auto',
      takesSeed: false,
      timeoutMs: 300_000,
    });
  });

  it('accepts by its pattern the sizes that it can offer', () => {
    const { pattern } = PACKAGE_FILE.cyberimage.settings.properties['sizes']!;
    const sizes = new RegExp(pattern!, 'v');
    for (const good of ['', 'auto', '512x512', 'auto, 1024x1024 ,256x256']) expect(good).toMatch(sizes);
    for (const bad of ['large', '512', '512x512;256x256', '512x512,']) expect(bad).not.toMatch(sizes);
  });
});

describe('the factory', () => {
  it('makes the backend that the manifest names', async () => {
    const { contract, id, permissions } = PACKAGE_FILE.cyberimage;
    expect({ contract, permissions }).toEqual({
      contract: '^1',
      permissions: { network: ['*.blob.core.windows.net'] },
    });
    const backend = await createBackend(
      testContext({ settings: { ...DEFAULTS, url: 'http://gpu-box:8080/v1' } }),
    );
    expect(backend.id).toBe(id);
    expect((await backend.describe()).device.label).toBe('gpu-box:8080');
    await backend.dispose();
  });
});
