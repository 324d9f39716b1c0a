import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readKnownHash } from './read-known-hash.js';

const HASH = 'AB'.repeat(32);
const KNOWN = HASH.toLowerCase();

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hashes-'));
});

afterEach(async () => rm(folder, { recursive: true }));

const civitai = (sizeKB: number) => JSON.stringify({ files: [{ sizeKB, hashes: { SHA256: HASH } }] });

it.each([
  ['a sum', 'ink.safetensors.sha256', `${HASH}  ink.safetensors\n`, KNOWN],
  ['something that is no sum', 'ink.safetensors.sha256', 'soon', null],
  ['Civitai’s words', 'ink.civitai.info', civitai(1.5), KNOWN],
  ['Civitai’s words of another file', 'ink.civitai.info', civitai(2), null],
  ['a manager’s words', 'ink.metadata.json', JSON.stringify({ sha256: HASH, size: 1536 }), KNOWN],
  ['a manager’s words of another file', 'ink.metadata.json', JSON.stringify({ sha256: HASH, size: 5 }), null],
  ['broken words', 'ink.metadata.json', '{', null],
  ['nothing', 'other.txt', '', null],
])('reads %s', async (_what, name, content, expected) => {
  await writeFile(join(folder, name), content);
  expect(await readKnownHash(join(folder, 'ink.safetensors'), 1536)).toBe(expected);
});
