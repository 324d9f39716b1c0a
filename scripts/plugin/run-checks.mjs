// The second half of `npm run plugin:test`: runs on the Node that runs the product, after the builds.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { backendConformance } from '@cyberimage/core/testing';
import { assertPacked } from './assert-packed.mjs';
import { HostedBackend } from './hosted-backend.mjs';
import { planBackend, readManifest } from './plan-backend.mjs';
import { Report } from './report.mjs';
import { readPairs, typedValue } from './typed-values.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    setting: { type: 'string', multiple: true, default: [] },
    parameter: { type: 'string', multiple: true, default: [] },
    model: { type: 'string' },
    verbose: { type: 'boolean', default: false },
  },
});

const folder = await mkdtemp(join(tmpdir(), 'plugin-test-'));
const report = new Report(values.verbose);
try {
  await checkPackage(positionals[0]);
} finally {
  await rm(folder, { recursive: true, force: true });
}
process.exitCode = report.finish() ? 0 : 1;

/** Each check builds on those before it: the first that fails ends the run, up to the suite itself. */
async function checkPackage(directory) {
  console.log(`\n${directory}`);
  const source = await report.check('its manifest is one that the host accepts', () =>
    readManifest(directory),
  );
  if (!source) return;
  const plan = await report.check('its settings are complete and valid', () =>
    planBackend(source, readPairs('--setting', values.setting), folder, report.log),
  );
  if (!plan) return;
  const started = await report.check(`it starts in a process of its own, granted: ${grants(source)}`, () =>
    lookAtStarted(plan),
  );
  if (!started) return;

  const schema = source.manifest.settings ?? { type: 'object', properties: {} };
  await report.check('describe() gives the settings of the manifest', () =>
    assert.deepEqual(started.description.settings, schema),
  );
  const parameters = await report.check('the test request fits its option schema', () =>
    testParameters(started.models),
  );
  if (!parameters) return;
  for (const { name, run } of conformanceChecks(plan, parameters)) await report.check(name, run);
  if (source.isPrivate) return;
  await report.check('npm would publish its entry', () => assertPacked(directory, source.manifest.entry));
}

function grants({ manifest: { permissions = {} } }) {
  const { environment = [], network = [], ...others } = permissions;
  const hosts = typeof network === 'boolean' ? (network ? ['any host'] : []) : network;
  const granted = Object.entries(others).flatMap(([name, isGranted]) => (isGranted ? [name] : []));
  return [...granted, ...hosts, ...environment].join(', ') || 'nothing';
}

async function lookAtStarted(plan) {
  const backend = await HostedBackend.start(plan, report.log);
  try {
    return { description: await backend.describe(), models: await backend.listModels() };
  } finally {
    await backend.dispose();
  }
}

/** The parameters of the command line in the types of the model's option schema. */
function testParameters(models) {
  const usable = models.filter(({ unavailable }) => unavailable === undefined);
  const model = values.model ? models.find(({ id }) => id === values.model) : usable[0];
  const known = models.map(({ id, unavailable }) => (unavailable ? `${id} (${unavailable})` : id)).join(', ');
  assert.ok(
    model,
    `there is no usable model${values.model ? ` ${values.model}` : ''}; it lists ${known || 'none'}`,
  );
  const pairs = readPairs('--parameter', values.parameter);
  return Object.fromEntries(
    pairs.map(([name, text]) => {
      assert.ok(model.options[name], `${name}: ${model.id} takes ${Object.keys(model.options).join(', ')}`);
      return [name, typedValue(model.options[name].type, text)];
    }),
  );
}

function conformanceChecks(plan, parameters) {
  const checks = [];
  const model = values.model === undefined ? {} : { model: values.model };
  const create = () => HostedBackend.start(plan, report.log);
  backendConformance((name, run) => checks.push({ name, run }), { create, parameters, ...model });
  return checks;
}
