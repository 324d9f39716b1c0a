import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { logPrefix } from './log-prefix.js';
import { removeStaleLogs } from './remove-stale-logs.js';

const DAY_SECONDS = 24 * 3600;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cyberimage-logs-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(file: string, daysOld: number): void {
  writeFileSync(join(folder, file), '{}\n');
  const time = Date.now() / 1000 - daysOld * DAY_SECONDS;
  utimesSync(join(folder, file), time, time);
}

it('removes what workers left two weeks ago, and nothing else', () => {
  write(`${logPrefix('worker', false)}app.1.log`, 13);
  write('worker-gone-77-app.4.log', 15);
  write('api-gone-79-app.1.log', 15);
  write('rebuild-gone-78-errors.1.log', 15);
  write('app.1.log', 15);
  write('worker-notes.txt', 15);
  removeStaleLogs(folder);
  expect(readdirSync(folder).toSorted()).toEqual(
    ['app.1.log', `${logPrefix('worker', false)}app.1.log`, 'worker-notes.txt'].toSorted(),
  );
});

it('does nothing where there are no logs yet', () => {
  expect(() => removeStaleLogs(join(folder, 'none'))).not.toThrow();
});

it('gives each process but the first API files of its own', () => {
  expect(logPrefix('api', true)).toBe('');
  expect(logPrefix('api', false)).toMatch(/^api-.*-$/);
  expect(logPrefix('worker', false)).toMatch(new RegExp(`^worker-[\\w-]+-${process.pid}-$`));
});
