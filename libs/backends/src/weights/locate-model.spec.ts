import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ModelLine } from '@cyberimage/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { locateModel } from './locate-model.js';

const line = (source: string, repo: string): ModelLine => ({
  key: 'MODEL_1',
  name: 'model',
  repo,
  description: '',
  source,
  requiresAuth: false,
  options: {},
  steps: null,
});

describe('locateModel', () => {
  let models = '';

  beforeAll(async () => {
    models = await mkdtemp(join(tmpdir(), 'models-'));
    await mkdir(join(models, 'owner/name'), { recursive: true });
    await writeFile(join(models, 'file'), '');
  });

  afterAll(() => rm(models, { recursive: true }));

  it.each([
    ['local', 'owner/name'],
    ['huggingface', 'owner/name'],
  ])('finds a folder of the source %s', async (source, repo) => {
    const folder = { root: join(models, repo) };
    expect(await locateModel(line(source, repo), models)).toMatchObject({ folder });
  });

  it('takes an absolute path', async () => {
    const path = join(models, 'owner/name');
    expect(await locateModel(line('local', path), '/elsewhere')).toMatchObject({ folder: { root: path } });
  });

  it.each([
    ['local', 'absent', /MODEL_1: .*absent does not exist/],
    ['local', 'file', /MODEL_1: .*file is not a folder/],
    ['huggingface', '../../etc', /is not a repository/],
    ['civitai', '1234', /the source "civitai" is not known; known are local, huggingface/],
  ])('says what is wrong with %s %s', async (source, repo, message) => {
    expect(await locateModel(line(source, repo), models)).toEqual({
      unavailable: expect.stringMatching(message) as string,
    });
  });
});
