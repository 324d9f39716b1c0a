import { describe, expect, it } from 'vitest';
import type { SettingsSchema } from '@cyberimage/core';
import { resolveSettings } from './resolve-settings.js';

const schema: SettingsSchema = {
  type: 'object',
  properties: {
    url: { type: 'string', format: 'uri' },
    host: { type: 'string', format: 'hostname' },
    key: { type: 'string', minLength: 8, maxLength: 10, writeOnly: true },
    name: { type: 'string', pattern: '^[a-z]+$' },
    mode: { type: 'string', enum: ['fast', 'fine'], default: 'fast' },
    threads: { type: 'integer', minimum: 1, maximum: 8, default: 2 },
    verbose: { type: 'boolean' },
  },
  required: ['url'],
};

describe('resolveSettings', () => {
  it('fills in defaults and leaves out what is absent', () => {
    expect(resolveSettings(schema, { url: 'http://gpu-box:7860' })).toEqual({
      valid: true,
      settings: { url: 'http://gpu-box:7860', mode: 'fast', threads: 2 },
    });
  });

  it('takes no settings without a schema', () => {
    expect(resolveSettings(undefined, {})).toEqual({ valid: true, settings: {} });
    expect(resolveSettings(undefined, { a: 1 })).toMatchObject({
      valid: false,
      reason: 'settings.a: unknown; it takes no settings',
    });
  });

  it.each([
    [{}, 'settings.url: is required'],
    [{ url: 'gpu box' }, 'settings.url: must be an address such as http://gpu-box:7860 (found "gpu box")'],
    [{ host: '-a b' }, 'settings.host: must be a host name (found "-a b")'],
    [{ name: 'A1' }, 'settings.name: must match ^[a-z]+$ (found "A1")'],
    [{ mode: 'slow' }, 'settings.mode: must be one of fast, fine (found "slow")'],
    [{ threads: 9 }, 'settings.threads: must be 8 or less (found 9)'],
    [{ threads: 0 }, 'settings.threads: must be 1 or more (found 0)'],
    [{ threads: 1.5 }, 'settings.threads: must be of type integer (found 1.5)'],
    [{ threads: '2' }, 'settings.threads: must be of type integer (found "2")'],
    [{ verbose: 'yes' }, 'settings.verbose: must be of type boolean (found "yes")'],
    [{ speed: 1 }, 'settings.speed: unknown; it takes url, host, key, name, mode, threads, verbose'],
  ])('refuses %o', (given, reason) => {
    const result = resolveSettings(schema, given);
    expect(result.valid || result.reason).toContain(reason);
  });

  it.each(['short', 'far too long a key'])('does not show the secret "%s"', (key) => {
    const result = resolveSettings(schema, { url: 'http://a', key });
    expect(result.valid || result.reason).toMatch(/^settings\.key: .*\(found a hidden value\)$/);
  });

  describe('without settings of its own', () => {
    const withVariables: SettingsSchema = {
      type: 'object',
      properties: {
        url: { type: 'string', format: 'uri', environment: 'SERVICE_URL' },
        key: { type: 'string', writeOnly: true, environment: 'SERVICE_KEY' },
        threads: { type: 'integer', default: 2, environment: 'SERVICE_THREADS' },
        verbose: { type: 'boolean', environment: 'SERVICE_VERBOSE' },
      },
      required: ['url'],
    };
    const variables = {
      SERVICE_URL: 'http://gpu-box',
      SERVICE_KEY: 'word',
      SERVICE_THREADS: '4',
      SERVICE_VERBOSE: 'true',
    };

    it('takes the variables that the schema names', () => {
      expect(resolveSettings(withVariables, {}, variables)).toEqual({
        valid: true,
        settings: { url: 'http://gpu-box', key: 'word', threads: 4, verbose: true },
      });
    });

    it('is not set up, rather than faulty, while nobody has given what is needed', () => {
      expect(resolveSettings(withVariables, {}, { SERVICE_URL: ' ' })).toEqual({
        valid: false,
        reason: 'settings.url: is required; set it, or the variable SERVICE_URL',
        isSetUp: false,
      });
      expect(resolveSettings(withVariables, { threads: 1 }, {})).toMatchObject({ isSetUp: true });
      const wrong = resolveSettings(withVariables, {}, { SERVICE_THREADS: 'many' });
      expect(wrong).toMatchObject({ isSetUp: true });
      expect(wrong.valid || wrong.reason).toContain('(found "many")');
    });

    it('mixes them with what is given where that is wanted, but brings no key to another address', () => {
      expect(resolveSettings(withVariables, { threads: 1 }, variables, true)).toEqual({
        valid: true,
        settings: { url: 'http://gpu-box', key: 'word', threads: 1, verbose: true },
      });
      expect(resolveSettings(withVariables, { url: 'http://other' }, variables, true)).toEqual({
        valid: true,
        settings: { url: 'http://other', threads: 4, verbose: true },
      });
    });

    it('keeps the variables to themselves once it has any', () => {
      expect(resolveSettings(withVariables, { url: 'http://other' }, variables)).toEqual({
        valid: true,
        settings: { url: 'http://other', threads: 2 },
      });
    });
  });
});
