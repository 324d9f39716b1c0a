import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { LORAS } from '../testing/lora-fixtures.js';
import { findLora, loraOption } from './lora-choices.js';
import { LoraFolder } from './lora-folder.js';

let root = '';

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'loras-'));
});

afterEach(() => rm(root, { recursive: true }));

const add = async (fixture: string, name: string) =>
  cp(join(LORAS, `${fixture}.safetensors`), join(root, 'loras', `${name}.safetensors`));

it('tells LoRAs by name and by what they were made for, as they come and go', async () => {
  const folder = new LoraFolder(join(root, 'loras'));
  expect(await folder.list()).toEqual([]);
  await add('sdxl-kohya', 'ink');
  await add('flux-peft', 'styles/Clay');
  await add('sd15-kohya', 'styles/plain');
  await writeFile(join(root, 'loras/broken.safetensors'), '');
  await writeFile(join(root, 'loras/old.pt'), '');
  const told = (await folder.list()).map(({ name, family }) => [name, family]);
  expect(told).toEqual([
    ['broken', undefined],
    ['ink', 'sdxl'],
    ['styles/Clay', 'flux'],
    ['styles/plain', undefined],
  ]);
  await rm(join(root, 'loras/ink.safetensors'));
  expect((await folder.list()).map(({ name }) => name)).not.toContain('ink');
});

it('follows links within the folder only', async () => {
  await add('sd15-kohya', 'a/one');
  await symlink(LORAS, join(root, 'loras/outside'));
  await symlink(join(LORAS, 'flux-peft.safetensors'), join(root, 'loras/flux.safetensors'));
  await symlink('a/one.safetensors', join(root, 'loras/two.safetensors'));
  await symlink('..', join(root, 'loras/a/loop'));
  const names = (await new LoraFolder(join(root, 'loras')).list()).map(({ name }) => name);
  expect(names).toEqual(['a/one', 'two']);
});

const hash = (data: Buffer): string => createHash('sha256').update(data).digest('hex');

it('hashes a file, with its header and without', async () => {
  await add('sd15-kohya', 'one');
  const folder = new LoraFolder(join(root, 'loras'));
  const [file] = await folder.list();
  const content = await readFile(file!.path);
  const weights = content.subarray(8 + Number(content.readBigUInt64LE()));
  expect(weights.length).toBeGreaterThan(0);
  expect(await folder.hashes(file!)).toEqual({ sha256: hash(content), weightsSha256: hash(weights) });
});

it('offers what fits a model, by short names where they are clear', async () => {
  await mkdir(join(root, 'loras'));
  await add('sdxl-kohya', 'xl/ink');
  await add('sd15-kohya', 'one/ink');
  await add('sd15-locon', 'one/Wash');
  await add('sd15-locon', 'two/wash');
  const files = await new LoraFolder(join(root, 'loras')).list();
  expect(loraOption(files, ['sd-1']).choices).toEqual([
    { value: 'ink', label: 'ink', aliases: ['one/ink', 'one\\ink'] },
    { value: 'one/Wash', label: 'one/Wash', aliases: ['one\\Wash'] },
    { value: 'two/wash', label: 'two/wash', aliases: ['two\\wash'] },
  ]);
  const nameOf = (name: string) => findLora(name, files, ['sd-1'])?.name;
  expect(['ink', 'ONE\\INK', 'xl/ink', 'wash', 'two/wash'].map(nameOf)).toEqual([
    'one/ink',
    'one/ink',
    'xl/ink',
    undefined,
    'two/wash',
  ]);
});
