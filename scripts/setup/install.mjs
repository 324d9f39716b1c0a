import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';
import { run } from './run.mjs';

const CUDA_PROVIDER = 'node_modules/onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime_providers_cuda.so';

/** Installs the packages of the lockfile unless the last install is newer than it. */
export function ensureInstalled() {
  const lockfile = join(root, 'package-lock.json');
  // npm writes this file at the end of an install: one that was cut off leaves none.
  const mark = join(root, 'node_modules/.package-lock.json');
  if (existsSync(mark) && statSync(mark).mtimeMs >= statSync(lockfile).mtimeMs) return;
  console.log('Installing packages (about a minute) …');
  // No package needs its install script here, and onnxruntime-node's would download CUDA libraries.
  const args = ['ci', '--ignore-scripts', '--no-fund', '--no-audit', '--loglevel=error'];
  const hadCuda = existsSync(join(root, CUDA_PROVIDER));
  run('npm', args, { env: { ONNXRUNTIME_NODE_INSTALL: 'skip' } });
  if (hadCuda)
    console.warn('The CUDA provider went with the packages before: "npm run setup:cuda" brings the new one.');
}
