import { readFile } from 'node:fs/promises';
import 'reflect-metadata';
import { expect, it } from 'vitest';
import { describeApi } from './describe-api.js';

it('is what openapi.json holds, from which the web client is generated', async () => {
  const committed = JSON.parse(
    await readFile(new URL('../openapi.json', import.meta.url), 'utf8'),
  ) as unknown;
  expect(JSON.parse(JSON.stringify(await describeApi()))).toEqual(committed);
});

it('refers to nothing that it lacks', async () => {
  const document = await describeApi();
  const schemas = document.components?.schemas ?? {};
  const references = JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g);
  const missing = [...references].map(([, name]) => name ?? '').filter((name) => !(name in schemas));
  expect(missing).toEqual([]);
});
