import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { posix } from 'node:path';

/**
 * Asserts that the package that npm makes of `directory` holds the manifest's entry: without `files` in
 * package.json, npm leaves out what git ignores, and that is where builds lie.
 */
export function assertPacked(directory, entry) {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const shell = process.platform === 'win32';
  const { status, stdout, stderr } = spawnSync('npm', args, { cwd: directory, encoding: 'utf8', shell });
  assert.equal(status, 0, `npm pack failed: ${stderr}`);
  const files = JSON.parse(stdout)[0].files.map(({ path }) => path);
  const path = posix.normalize(entry);
  assert.ok(
    files.includes(path),
    `${path} is not in the package; name its folder in "files" of package.json`,
  );
}
