import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { installOffline, node, repository } from './testing/commands.js';

const NEW = 'scripts/plugin/new.mjs';
const TEST = 'scripts/plugin/test.mjs';

// Ignored by git and no root of the plugin host, and yet inside of the repository.
mkdirSync(join(repository, 'tmp'), { recursive: true });
const inside = mkdtempSync(join(repository, 'tmp/plugin-new-'));
const outside = mkdtempSync(join(tmpdir(), 'plugin-new-'));

afterAll(() => {
  for (const folder of [inside, outside]) rmSync(folder, { recursive: true, force: true });
});

describe('plugin:new', () => {
  it('makes a package in the repository that passes plugin:test as it is', async () => {
    const made = await node([NEW, 'night-sky', '--dir', inside]);
    expect(made.code, made.output).toBe(0);
    const directory = join(inside, 'night-sky');
    const source = readFileSync(join(directory, 'src/night-sky.ts'), 'utf8');
    expect(source).toContain('class NightSky implements ModelBackend');
    expect(existsSync(join(directory, 'src/night-sky.spec.ts'))).toBe(true);

    const tested = await node([TEST, directory]);
    expect(tested.code, tested.output).toBe(0);
    expect(tested.output).toMatch(/\n25 passed, 0 failed/);
  });

  it('makes a package elsewhere, with the contract packed into it', async () => {
    const made = await node([NEW, 'night-sky', '--dir', outside]);
    expect(made.code, made.output).toBe(0);
    const directory = join(outside, 'night-sky');
    installOffline(directory);
    const compiler = join(directory, 'node_modules/typescript/bin/tsc');
    expect(await node([compiler, '-b', directory])).toEqual({ code: 0, output: '' });
    const tested = await node(['--test', join(directory, 'dist/night-sky.test.js')]);
    expect(tested.code, tested.output).toBe(0);
    expect(tested.output).toContain('leaves no handle open');
  });

  it.each([
    ['Night_Sky', 'must be kebab-case'],
    ['../elsewhere', 'must be kebab-case'],
    ['x'.repeat(51), '50 characters at most'],
  ])('refuses the name %s', async (name, reason) => {
    const { code, output } = await node([NEW, name, '--dir', outside]);
    expect(code).toBe(1);
    expect(output).toContain(reason);
  });

  it('leaves a folder alone that exists', async () => {
    mkdirSync(join(outside, 'taken'));
    writeFileSync(join(outside, 'taken/work.txt'), 'of a week');
    const { code, output } = await node([NEW, 'taken', '--dir', outside]);
    expect(code).toBe(1);
    expect(output).toContain('exists');
    expect(readFileSync(join(outside, 'taken/work.txt'), 'utf8')).toBe('of a week');
  });
});
