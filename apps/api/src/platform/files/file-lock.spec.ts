import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { takeFileLock } from './file-lock.js';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cyberimage-lock-'));
  path = join(folder, 'a.lock');
});

afterEach(() => rmSync(folder, { recursive: true }));

it('is for one alone until that one gives it back', () => {
  const first = takeFileLock(path, 'exclusive')!;
  expect(takeFileLock(path, 'exclusive')).toBeUndefined();
  expect(takeFileLock(path, 'shared')).toBeUndefined();
  first[Symbol.dispose]();
  using second = takeFileLock(path, 'exclusive');
  expect(second).toBeDefined();
});

it('is shared by those that share it, and by nobody who wants to be alone', () => {
  using first = takeFileLock(path, 'shared');
  using second = takeFileLock(path, 'shared');
  expect([first, second]).not.toContain(undefined);
  expect(takeFileLock(path, 'exclusive')).toBeUndefined();
  using third = takeFileLock(path, 'shared');
  expect(third).toBeDefined();
});

it('says what is wrong with a place where there can be none', () => {
  expect(() => takeFileLock(join(folder, 'none', 'a.lock'), 'shared')).toThrow(/directory does not exist/);
});
