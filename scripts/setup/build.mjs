import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './root.mjs';
import { run } from './run.mjs';

/** What is built: the inputs decide whether the output is stale. */
const STEPS = [
  {
    name: 'server',
    inputs: ['libs', 'plugins', 'apps/api'],
    output: 'apps/api/dist/main.js',
    build: (node) => run(node, ['node_modules/typescript/bin/tsc', '-b', '.', ...pluginsOfOthers()]),
  },
  {
    name: 'web app',
    inputs: ['apps/web'],
    output: 'apps/web/dist/browser/index.html',
    build: () => run('npm', ['run', '--silent', 'build', '-w', '@cyberimage/web']),
  },
];

/** Folders that hold no source. */
const NO_SOURCE = new Set(['node_modules', 'dist', '.angular', 'fixtures', 'coverage']);

/** Plugins that somebody put into plugins/: built along, though tsconfig.json names only our own. */
function pluginsOfOthers() {
  return readdirSync(join(root, 'plugins'))
    .map((name) => `plugins/${name}/tsconfig.json`)
    .filter((path) => existsSync(join(root, path)));
}

/** Builds what is older than its sources. */
export function ensureBuilt(node) {
  for (const step of STEPS) {
    const stamp = join(root, 'node_modules/.cache/cyberimage', `${step.name.replace(' ', '-')}.sha256`);
    const state = fingerprint([...step.inputs, 'package-lock.json', 'tsconfig.json', 'tsconfig.base.json']);
    const isFresh =
      existsSync(join(root, step.output)) && existsSync(stamp) && readFileSync(stamp, 'utf8') === state;
    if (isFresh) continue;
    console.log(`Building the ${step.name} …`);
    step.build(node);
    mkdirSync(dirname(stamp), { recursive: true });
    writeFileSync(stamp, state);
  }
}

/** Changes whenever a source file is added, removed, written or touched. */
function fingerprint(paths) {
  const hash = createHash('sha256');
  const visit = (path) => {
    const stats = statSync(join(root, path));
    if (stats.isFile()) hash.update(`${path} ${stats.size} ${stats.mtimeMs}\n`);
    if (!stats.isDirectory()) return;
    for (const name of readdirSync(join(root, path)).toSorted()) {
      if (!NO_SOURCE.has(name)) visit(join(path, name));
    }
  };
  paths.forEach(visit);
  return hash.digest('hex');
}
