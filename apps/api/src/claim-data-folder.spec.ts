import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { claimDataFolder } from './claim-data-folder.js';
import { takeFileLock } from './platform/files/file-lock.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cyberimage-claim-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

const alone = () => claimDataFolder({ dataPath: folder, redisUrl: undefined }, 0);
const together = () => claimDataFolder({ dataPath: folder, redisUrl: 'redis://localhost' }, 0);

it('is refused beside a process that does jobs itself, whose number is told', async () => {
  using _first = await alone();
  const refusal = { code: 'DATA_FOLDER_IN_USE', message: expect.stringContaining(folder) };
  await expect(alone()).rejects.toMatchObject(refusal);
  await expect(alone()).rejects.toThrow(`process ${process.pid} on `);
  await expect(together()).rejects.toThrow(`process ${process.pid} on `);
});

it('is shared with Redis', async () => {
  using _first = await together();
  using _second = await together();
  await expect(alone()).rejects.toThrow(`processes with REDIS_URL work in the data folder ${folder}`);
});

it('is waited for while the one before ends', async () => {
  const before = await alone();
  const claim = claimDataFolder({ dataPath: folder, redisUrl: undefined }, 60_000);
  before[Symbol.dispose]();
  using claimed = await claim;
  expect(claimed).toBeDefined();
});

it('outlives no process, even one that is killed', async () => {
  const path = join(folder, 'process.lock');
  const script = `
    const Database = require('better-sqlite3');
    globalThis.kept = new Database(process.argv[1]);
    kept.exec('BEGIN EXCLUSIVE');
    console.log('held');
    setInterval(() => {}, 1000);`;
  const other = spawn(process.execPath, ['-e', script, path], { cwd: import.meta.dirname });
  await once(other.stdout, 'data');
  expect(takeFileLock(path, 'exclusive')).toBeUndefined();
  other.kill('SIGKILL');
  await once(other, 'exit');
  using _claimed = await alone();
});
