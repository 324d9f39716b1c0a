import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { expect, it } from 'vitest';
import { repositoryRoot } from '../platform/config/repository-root.js';
import { environmentSchema } from '../platform/config/settings.schema.js';
import { STUDIO_SETTINGS } from './setting-definition.js';

const ROW = /^\| `(?<name>[A-Z_]+)` +\| +(?:`(?<value>[^`]*)`)? *\|.*\| *(?<mark>✓?) *\|$/gm;

it('docs/settings.md has every setting once, with its default and whether the browser changes it', async () => {
  const [page = '', example = ''] = await Promise.all(
    ['docs/settings.md', '.env.example'].map((path) => readFile(join(repositoryRoot(), path), 'utf8')),
  );
  const rows = Array.from(page.matchAll(ROW), ({ groups = {} }) => groups);
  const names = rows.map(({ name }) => String(name));
  expect(new Set(names)).toEqual(new Set(Object.keys(environmentSchema.shape)));
  expect(names).toHaveLength(new Set(names).size);
  const defaults = parseEnv(example);
  for (const { name = '', value = '', mark } of rows) {
    expect.soft([name, value]).toEqual([name, defaults[name] ?? '']);
    const isChangeable = STUDIO_SETTINGS.some((setting) => setting.name === name);
    expect.soft([name, mark !== '']).toEqual([name, isChangeable]);
  }
});
