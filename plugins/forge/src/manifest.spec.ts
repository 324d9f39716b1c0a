import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { testContext } from '@cyberimage/core/testing';
import createBackend from './index.js';
import { readAddress, SETTINGS_SCHEMA } from './settings.js';

describe('the manifest', () => {
  it('offers the settings that the code reads, and asks for nothing but the address in them', async () => {
    const text = await readFile(new URL('../package.json', import.meta.url), 'utf8');
    const { cyberimage, version } = JSON.parse(text) as Record<string, Record<string, unknown>>;
    expect(cyberimage).toMatchObject({ contract: '^1', id: 'forge' });
    expect(cyberimage).not.toHaveProperty('permissions');
    expect(cyberimage!['settings']).toEqual(SETTINGS_SCHEMA);
    const backend = await createBackend(testContext({ settings: { url: 'http://gpu-box:7860' } }));
    expect(backend.id).toBe(cyberimage!['id']);
    expect(await backend.describe()).toMatchObject({ version, device: { label: 'gpu-box:7860' } });
    await backend.dispose();
  });

  it('needs a URL', () => {
    expect(() => createBackend(testContext({ settings: { url: 'gpu-box' } }))).toThrow(
      'url must be an http or https address',
    );
  });
});

describe('readAddress', () => {
  it('takes credentials out of the URL', () => {
    expect(readAddress({ url: 'https://me:p%40ss@host/forge/' })).toEqual({
      baseUrl: 'https://host/forge',
      label: 'host',
      username: 'me',
      password: 'p@ss',
      allowSelfSigned: false,
    });
  });
});
