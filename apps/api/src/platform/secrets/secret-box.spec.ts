import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SecretBox } from './secret-box.service.js';

let dataPath: string;

beforeEach(async () => {
  dataPath = await mkdtemp(join(tmpdir(), 'secret-box-'));
});

afterEach(async () => rm(dataPath, { recursive: true }));

it('opens what it has sealed, after a restart too', async () => {
  const sealed = await new SecretBox({ dataPath }).seal('pässword', 'forge-1');
  expect(sealed).not.toContain('ssword');
  expect(await new SecretBox({ dataPath }).open(sealed, 'forge-1')).toBe('pässword');
});

it('seals the same text differently each time', async () => {
  const box = new SecretBox({ dataPath });
  expect(await box.seal('a', 's')).not.toBe(await box.seal('a', 's'));
});

it('opens nothing for another subject, nothing changed, nothing of another key', async () => {
  const box = new SecretBox({ dataPath });
  const sealed = await box.seal('word', 'forge-1');
  await expect(box.open(sealed, 'forge-2')).rejects.toThrow();
  const changed = Buffer.from(sealed, 'base64');
  changed[changed.length - 1]! ^= 1;
  await expect(box.open(changed.toString('base64'), 'forge-1')).rejects.toThrow();
  await rm(join(dataPath, 'secrets.key'));
  await expect(new SecretBox({ dataPath }).open(sealed, 'forge-1')).rejects.toThrow();
});

it.skipIf(process.platform === 'win32')('keeps its key from other users', async () => {
  await new SecretBox({ dataPath }).seal('word', 's');
  expect((await stat(join(dataPath, 'secrets.key'))).mode & 0o777).toBe(0o600);
});

it('refuses a damaged key, and tries again when it is mended', async () => {
  const path = join(dataPath, 'secrets.key');
  await writeFile(path, 'short');
  const box = new SecretBox({ dataPath });
  await expect(box.seal('word', 's')).rejects.toThrow('holds 5 bytes; a key has 32');
  await rm(path);
  await expect(box.seal('word', 's')).resolves.toBeTypeOf('string');
});
