// `npm run bench`: lists the benches; `npm run bench -- NAME… [-- arguments]` runs some, `all` runs all.
import { spawnSync } from 'node:child_process';
import { nodeForProduct } from '../scripts/setup/node.mjs';
import { root } from '../scripts/setup/root.mjs';

const BENCHES = {
  gallery: 'pages, searches and counts of a gallery of 100,000 pictures',
  'health-latency': '/health while pictures are made',
  'lora-merge': 'merging a LoRA into a model of real size',
  'pipeline-overhead': 'a whole picture against its bare network calls; peak memory against the weights',
  'python-loop': 'the same picture by a plain Python loop (needs onnxruntime and numpy)',
  'two-jobs': 'the time between the last step of one job and the first step of the next',
};

const given = process.argv.slice(2);
const end = given.includes('--') ? given.indexOf('--') : given.length;
const [names, rest] = [given.slice(0, end), given.slice(end + 1)];
const unknown = names.find((name) => name !== 'all' && !(name in BENCHES));
if (unknown !== undefined) console.error(`there is no bench ${unknown}`);
if (unknown !== undefined || names.length === 0) {
  console.log('npm run bench -- all | NAME… [-- arguments]; the figures are in bench/README.md');
  for (const [name, what] of Object.entries(BENCHES)) console.log(`  ${name.padEnd(20)}${what}`);
  process.exit(unknown === undefined ? 0 : 1);
}
for (const name of names.includes('all') ? Object.keys(BENCHES) : names) {
  console.log(`\n${name}: ${BENCHES[name]}`);
  const { status } = spawnSync(nodeForProduct(), [`bench/${name}.mjs`, ...rest], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = 1;
}
