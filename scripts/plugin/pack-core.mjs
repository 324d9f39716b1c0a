import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled } from '../setup/install.mjs';
import { nodeForProduct } from '../setup/node.mjs';
import { root } from '../setup/root.mjs';
import { tryRun } from '../setup/run.mjs';

/**
 * Builds and packs libs/core into `directory`.
 *
 * @returns {string} the dependency for a package.json in that folder: `file:cyberimage-core-1.2.3.tgz`
 * @throws Error when it does not build or cannot be packed
 */
export function packCore(directory) {
  ensureInstalled();
  if (tryRun(nodeForProduct(), ['node_modules/typescript/bin/tsc', '-b', 'libs/core']) !== 0) {
    throw new Error('libs/core does not build');
  }
  const args = ['pack', './libs/core', '--silent', '--ignore-scripts', '--pack-destination', directory];
  if (tryRun('npm', args) !== 0) throw new Error('libs/core cannot be packed');
  const { version } = JSON.parse(readFileSync(join(root, 'libs/core/package.json'), 'utf8'));
  return `file:cyberimage-core-${version}.tgz`;
}
