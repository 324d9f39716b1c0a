import { describe, expect, it } from 'vitest';

import { settingFaults, settingFields, settingsOf } from './setting-fields';

const schema = {
  type: 'object',
  properties: {
    mode: { type: 'string', title: 'Way in', enum: ['auto', 'rest'], default: 'auto' },
    url: { type: 'string', title: 'Address', format: 'uri' },
    password: { type: 'string', writeOnly: true },
    wait: { type: 'integer', minimum: 10, maximum: 90, default: 30 },
    alone: { type: 'boolean', default: false },
  },
  required: ['url'],
};
const server = { settings: { url: 'http://gpu-box', mode: 'rest', wait: 60 }, secrets: ['password'] };

const fill = (values: Readonly<Record<string, string>>) => (name: string) => values[name] ?? '';

describe('settingFields', () => {
  it('draws each kind, what is required first', () => {
    const fields = settingFields(schema);
    expect(fields.map(({ name, kind }) => [name, kind])).toEqual([
      ['url', 'address'],
      ['mode', 'choice'],
      ['password', 'secret'],
      ['wait', 'number'],
      ['alone', 'switch'],
    ]);
    expect(fields[3]).toMatchObject({ title: 'wait', value: 30, min: 10, max: 90, step: 1 });
  });

  it('shows what a server has, and of a secret only that there is one', () => {
    const fields = settingFields(schema, server);
    expect(fields.map(({ value }) => value)).toEqual(['http://gpu-box', 'rest', undefined, 60, false]);
    expect(fields[2]).toMatchObject({ isKept: true });
  });

  it('shows what a variable gives, which then stays unset', () => {
    const fields = settingFields(schema, { settings: {}, secrets: [], fromEnvironment: { wait: 45 } });
    expect(fields[3]).toMatchObject({ value: 45, byDefault: 45 });
    expect(settingsOf(fields, fill({ url: 'http://a', mode: 'auto', wait: '45' }))).toEqual({
      url: 'http://a',
    });
  });

  it('draws nothing for a plugin without settings', () => {
    expect(settingFields(null)).toEqual([]);
  });
});

describe('settingsOf', () => {
  it('leaves out what stays at its default', () => {
    const values = { url: 'http://a', mode: 'auto', wait: '30' };
    expect(settingsOf(settingFields(schema), fill(values))).toEqual({ url: 'http://a' });
  });

  it('takes away what was emptied, and keeps a secret that nobody typed', () => {
    const values = { url: 'http://gpu-box', mode: 'auto', wait: '', alone: 'on' };
    expect(settingsOf(settingFields(schema, server), fill(values))).toEqual({
      url: 'http://gpu-box',
      mode: 'auto',
      wait: null,
      alone: true,
    });
  });
});

it('brings each fault to its field', () => {
  const message = 'settings.url: is required; settings.wait: must be 10 or more (found 3)';
  expect(settingFaults(message)).toEqual({ url: 'is required', wait: 'must be 10 or more (found 3)' });
  expect(settingFaults('The alias attic is taken')).toEqual({});
});
