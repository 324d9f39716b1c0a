import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../../testing/test-app.js';

let models: string;
let test: TestApp;

beforeEach(async () => {
  models = await mkdtemp(join(tmpdir(), 'models-'));
  test = await startTestApp({ MODELS_PATH: models });
});

afterEach(async () => {
  await test[Symbol.asyncDispose]();
  await rm(models, { recursive: true });
});

it('lists checkpoints and LoRAs of their own folders', async () => {
  for (const folder of ['checkpoints/sd', 'loras']) await mkdir(join(models, folder), { recursive: true });
  await writeFile(join(models, 'checkpoints/sd/dream.ckpt'), 'abc');
  const { status, body } = await test.call('GET', '/api/v1/checkpoints');
  expect([status, body]).toEqual([
    200,
    [
      {
        filename: 'dream.ckpt',
        relativePath: 'sd/dream.ckpt',
        size: 3,
        modified: expect.stringMatching(/^\d{4}-.*Z$/),
        sha256: null,
        metadata: null,
      },
    ],
  ]);
  expect((await test.call('GET', '/api/v1/loras')).body).toEqual([]);
});
