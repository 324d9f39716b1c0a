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
const ENVIRONMENT = { OPENAI_BASE_URL: 'https://env.example/v1/', OPENAI_API_KEY: 'sk-env' };

describe('readSettings', () => {
  it('reads the defaults of the manifest', () => {
    expect(readSettings(DEFAULTS, {})).toEqual({
      url: undefined,
      apiKey: undefined,
      models: [],
      sizes: ['1024x1024', '1536x1024', '1024x1536'],
      qualities: [],
      styles: [],
      backgrounds: [],
      maxImages: 4,
      responseFormat: undefined,
      partialImages: 2,
      takesSeed: false,
      timeoutMs: 300_000,
    });
  });

  it('takes address and key from the environment, but never its key to another address', () => {
    const { url, apiKey } = readSettings(DEFAULTS, ENVIRONMENT);
    expect([url, apiKey]).toEqual(['https://env.example/v1', 'sk-env']);
    expect(readSettings({ ...DEFAULTS, url: 'http://other/v1' }, ENVIRONMENT).apiKey).toBeUndefined();
    expect(readSettings({ ...DEFAULTS, api_key: 'sk-mine' }, ENVIRONMENT).apiKey).toBe('sk-mine');
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
      permissions: { network: true, environment: ['OPENAI_BASE_URL', 'OPENAI_API_KEY'] },
    });
    const context: BackendContext = {
      instanceId: id,
      settings: { ...DEFAULTS, url: 'http://gpu-box:8080/v1' },
      models: [],
      paths: { models: '/m', loras: '/l', data: '/d' },
      log: () => {},
    };
    const backend = await createBackend(context);
    expect(backend.id).toBe(id);
    expect((await backend.describe()).device.label).toBe('gpu-box:8080');
    await backend.dispose();
  });
});
