import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { node, repository, type Finished } from './testing/commands.js';

const CURIOUS = fileURLToPath(new URL('fixtures/curious', import.meta.url));
const FORBIDDEN = join(repository, 'README.md');
const FAULTY = 'apps/api/src/backends/fixtures/packages';

async function pluginTest(...args: readonly string[]): Promise<Finished> {
  return node(['scripts/plugin/test.mjs', ...args]);
}

describe('plugin:test', () => {
  it('passes a sound backend in plain JavaScript', async () => {
    const file = `file=${CURIOUS}/package.json`;
    const { code, output } = await pluginTest(
      CURIOUS,
      '--setting',
      file,
      '--parameter',
      'size=3',
      '--verbose',
    );
    expect(code, output).toBe(0);
    expect(output).toContain('✔ gives the same picture for the same seed');
    expect(output).toContain(`info: reading ${CURIOUS}/package.json`);
  });

  it('tells what the permissions forbid, with what the backend logged', async () => {
    const { code, output } = await pluginTest(CURIOUS, '--setting', `file=${FORBIDDEN}`);
    expect(code).toBe(1);
    expect(output).toMatch(/✔ refuses an unknown model as data/);
    expect(output).toMatch(/✖ gives the same picture[^✔✖]*Access to this API has been restricted/);
    expect(output).toContain(`log: info: reading ${FORBIDDEN}`);
  });

  it.each([
    ['wrong-manifest', '✖ its manifest', 'cyberimage.id: must be kebab-case'],
    ['needs-settings', '✖ its settings', 'settings.url: is required'],
    ['throws-at-load', '✖ it starts', 'the library it needs is not there'],
  ])('stops at the first thing that is wrong: %s', async (name, check, reason) => {
    const { code, output } = await pluginTest(`${FAULTY}/${name}`);
    expect(code).toBe(1);
    expect(output).toContain(check);
    expect(output).toContain(reason);
    expect(output).toContain('1 failed');
  });

  it('says what is wrong with its own arguments', async () => {
    const absent = await pluginTest('scripts');
    expect(absent.code).toBe(2);
    expect(absent.output).toContain('there is no package.json');
    const { code, output } = await pluginTest(CURIOUS, '--setting', 'file');
    expect(code).toBe(1);
    expect(output).toContain('--setting file: expected --setting key=value');
  });
});
