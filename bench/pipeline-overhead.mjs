// A whole picture against the sum of its bare session.run calls, in one process; and the peak memory against
// the weights.
//   npm run build && node bench/pipeline-overhead.mjs [model folder] [pixels] [steps]
// The calls are timed where they happen, on the inputs that the pipeline gives them, so that the ratio holds
// whatever else the machine does.
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { root } from '../scripts/setup/root.mjs';

if (Number(process.versions.node.split('.')[0]) < 24) {
  const { spawnSync } = await import('node:child_process');
  const { nodeForProduct } = await import('../scripts/setup/node.mjs');
  process.exit(spawnSync(nodeForProduct(), process.argv.slice(1), { stdio: 'inherit' }).status ?? 1);
}

const [folder = 'models/starter', pixels = '256', steps = '12'] = process.argv.slice(2);
const RUNS = 5;

// The backend first: it prepares the process for onnxruntime before that loads.
const { default: createBackend } = await import('../libs/backends/dist/index.js');
const { InferenceSession } = await import('onnxruntime-node');

let insideMs = 0;
const bareRun = InferenceSession.prototype.run;
InferenceSession.prototype.run = async function timed(...args) {
  const start = performance.now();
  try {
    return await bareRun.apply(this, args);
  } finally {
    insideMs += performance.now() - start;
  }
};

const data = mkdtempSync(join(tmpdir(), 'cyberimage-bench-'));
const backend = await createBackend({
  instanceId: 'local',
  settings: {},
  models: [modelLine(resolve(folder))],
  paths: { models: join(root, 'models'), loras: join(root, 'models/loras'), data },
  log: () => undefined,
});

try {
  const [model] = await backend.listModels();
  if (model.unavailable !== undefined) throw new Error(model.unavailable);
  await picture(model, 0n); // loads the model
  const ratios = [];
  for (let run = 1; run <= RUNS; run++) {
    insideMs = 0;
    const start = performance.now();
    await picture(model, BigInt(run));
    const wholeMs = performance.now() - start;
    ratios.push(wholeMs / insideMs);
    console.log(
      `whole ${wholeMs.toFixed(0)} ms, calls ${insideMs.toFixed(0)} ms, ratio ${ratios.at(-1).toFixed(3)}`,
    );
  }
  const median = ratios.toSorted((a, b) => a - b)[RUNS >> 1];
  const weightBytes = bytesOf(resolve(folder));
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  console.log(`median ratio ${median.toFixed(3)} (${model.id}, ${pixels} px, ${steps} steps, previews on)`);
  console.log(
    `peak resident ${(peakBytes / 1e6).toFixed(0)} MB, model files ${(weightBytes / 1e6).toFixed(0)} MB, ` +
      `ratio ${(peakBytes / weightBytes).toFixed(1)}`,
  );
} finally {
  await backend.dispose();
  rmSync(data, { recursive: true, force: true });
}

async function picture(model, seed) {
  const parameters = {};
  for (const [name, option] of Object.entries(model.options)) {
    if (option.type !== 'seed') parameters[name] = option.default;
  }
  Object.assign(parameters, { prompt: 'a green robot in a neon city at night' });
  for (const name of ['width', 'height']) parameters[name] = Number(pixels);
  parameters.steps = Number(steps);
  const request = { jobId: `bench-${seed}`, model: model.id, seed, parameters };
  for await (const event of backend.generate(request, { signal: new AbortController().signal })) {
    if (event.type === 'warning') console.log(`warning: ${event.message}`);
  }
}

function modelLine(repo) {
  const options = { steps: { min: 1, max: 100, default: 12 } };
  return {
    key: 'MODEL_BENCH',
    name: 'bench',
    repo,
    description: '',
    source: 'local',
    requiresAuth: false,
    options,
    steps: options.steps,
  };
}

function bytesOf(path) {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && /\.onnx(_data)?$/.test(file.name))
    .reduce((sum, file) => sum + statSync(join(file.parentPath, file.name)).size, 0);
}
