import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const CODE = `
  import { url } from 'node:inspector';
  import { keepDebuggerShut } from ${JSON.stringify(new URL('keep-debugger-shut.ts', import.meta.url).href)};
  keepDebuggerShut();
  const alive = setInterval(() => undefined, 1_000);
  process.once('SIGUSR1', () => {
    setTimeout(() => console.log(url() ?? 'shut'), 200);
    clearInterval(alive);
  });
  process._debugProcess(process.pid);
`;

it.skipIf(process.platform === 'win32')(
  'opens no port when another process asks for a debugger',
  async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', CODE]);
    expect(stdout.trim()).toBe('shut');
  },
);
