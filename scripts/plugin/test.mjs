// `npm run plugin:test DIR`: builds a backend package and tests it in the host's own process for backends.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from '../setup/install.mjs';
import { nodeForProduct } from '../setup/node.mjs';
import { tryRun } from '../setup/run.mjs';

const USAGE = `usage: npm run plugin:test DIR [-- --setting KEY=VALUE …] [--parameter KEY=VALUE …] [--model ID]

  DIR                    the package's folder; it is built first when it has a tsconfig.json
  --setting KEY=VALUE    a setting of the instance, by the manifest's schema
  --parameter KEY=VALUE  a parameter of the test requests, to make them quick: steps=2
  --model ID             the model to test; default: the first usable one
  --verbose              show what the backend writes into the log`;

const [given, ...options] = process.argv.slice(2);
if (given === undefined || given.startsWith('-')) {
  console.error(USAGE);
  process.exit(2);
}
// npm starts its scripts in the repository's folder, wherever it was called.
const directory = resolve(process.env.INIT_CWD ?? process.cwd(), given);
if (!existsSync(join(directory, 'package.json'))) {
  console.error(`plugin:test: there is no package.json in ${directory}`);
  process.exit(2);
}

ensureInstalled();
const node = nodeForProduct();
const build = (project) => tryRun(node, ['node_modules/typescript/bin/tsc', '-b', project]) === 0;

if (!build('apps/api')) console.error('plugin:test: the host has type errors; going on with what was built');
if (existsSync(join(directory, 'tsconfig.json')) && !build(directory)) {
  console.error(
    `plugin:test: ${directory} does not build. Outside of this repository, npm install comes first.`,
  );
  process.exit(1);
}
const checks = fileURLToPath(new URL('run-checks.mjs', import.meta.url));
process.exitCode = tryRun(node, [checks, directory, ...options]);
