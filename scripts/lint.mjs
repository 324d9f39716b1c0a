// `npm run lint`: types, rules, format, unused code, import cycles and directions. Runs all, then reports.
import { nodeForProduct } from './setup/node.mjs';
import { tryRun } from './setup/run.mjs';

const node = nodeForProduct();
const CHECKS = [
  ['types', 'typescript/bin/tsc', '-b'],
  ['types of the end-to-end tests', 'typescript/bin/tsc', '-p', 'e2e', '--noEmit'],
  ['rules', 'oxlint/bin/oxlint', '--type-aware', '--deny-warnings'],
  ['format', 'prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.'],
  ['texts marked for translation', '../apps/web/scripts/translatable-texts.mjs'],
  ['translations', '../apps/web/scripts/translations.mjs'],
  ['unused code', 'knip/bin/knip.js', '--no-progress'],
  [
    'import cycles and directions',
    'dependency-cruiser/bin/dependency-cruiser.mjs',
    'apps',
    'libs',
    'plugins',
  ],
];

const failed = CHECKS.filter(
  ([, script, ...args]) => tryRun(node, [`node_modules/${script}`, ...args]) !== 0,
);
for (const [name] of failed) console.error(`lint: ${name}: FAILED`);
if (failed.length > 0) process.exit(1);
console.log(`lint: ${CHECKS.map(([name]) => name).join(', ')}: clean`);
