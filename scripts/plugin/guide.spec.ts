import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packCore } from './pack-core.mjs';
import { installOffline, node, repository, type Finished } from './testing/commands.js';

/** The files of the guide's example: its code blocks that name one. */
function exampleFiles(): Map<string, string> {
  const guide = readFileSync(join(repository, 'docs/plugins.md'), 'utf8');
  const blocks = guide.matchAll(/^```\w+ file=(\S+)\n(.*?)^```$/gms);
  return new Map([...blocks].map(([, path = '', text = '']) => [path, text]));
}

const files = exampleFiles();

describe("the guide's example, outside of the repository and against the packed contract", () => {
  const directory = mkdtempSync(join(tmpdir(), 'plugin-guide-'));
  let service: ChildProcessByStdio<null, Readable, null>;
  let url: string;
  let built: Finished;

  beforeAll(async () => {
    for (const [path, text] of files) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), text);
    }
    packCore(directory);
    installOffline(directory);
    built = await node(['node_modules/typescript/bin/tsc', '-p', directory]);
    service = spawn(process.execPath, ['service.mjs'], {
      cwd: directory,
      env: { ...process.env, PORT: '0' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    [url] = (await once(createInterface(service.stdout), 'line')) as [string];
  });

  afterAll(() => {
    service.kill();
    rmSync(directory, { recursive: true, force: true });
  });

  it('is whole, and as short as it says', () => {
    expect([...files.keys()]).toEqual([
      'package.json',
      'tsconfig.json',
      'src/index.ts',
      'src/index.test.ts',
      'service.mjs',
    ]);
    expect(files.get('src/index.ts')?.trimEnd().split('\n').length).toBeLessThanOrEqual(120);
  });

  it('builds', () => {
    expect(built).toEqual({ code: 0, output: '' });
  });

  it('passes its own test', async () => {
    const { code, output } = await node(['--test', join(directory, 'dist/index.test.js')], {
      PAINTER_URL: url,
    });
    expect(output).toContain('leaves no handle open');
    expect(code, output).toBe(0);
  });

  it('passes the suite in the process of the host', async () => {
    const args = ['scripts/plugin/test.mjs', directory, '--setting', `url=${url}`];
    const { code, output } = await node(args);
    expect(code, output).toBe(0);
    expect(output).toContain('granted: 127.0.0.1:8188');
    expect(output).toContain('✔ npm would publish its entry');
  });
});
