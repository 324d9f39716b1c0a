// The local backend in this process, with one model, and its network calls in view.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { nodeForProduct } from '../../scripts/setup/node.mjs';
import { root } from '../../scripts/setup/root.mjs';

const STEPS = { min: 1, max: 100, default: 12 };

if (Number(process.versions.node.split('.')[0]) < 24) {
  process.exit(spawnSync(nodeForProduct(), process.argv.slice(1), { stdio: 'inherit' }).status ?? 1);
}

// The backend first: it prepares the process for onnxruntime before that loads.
const { default: createBackend } = await import('../../libs/backends/dist/index.js');
const { InferenceSession } = await import('onnxruntime-node');

export const threads = availableParallelism();

/** Calls since the last {@link forgetCalls}: the session, what it was given and the milliseconds it took. */
export const calls = [];

export function forgetCalls() {
  calls.length = 0;
}

const bareRun = InferenceSession.prototype.run;
InferenceSession.prototype.run = async function noted(...args) {
  const start = performance.now();
  const results = await bareRun.apply(this, args);
  const [output] = Object.values(results);
  calls.push({ session: this, args, ms: performance.now() - start, outputDims: output.dims });
  return results;
};

/** The same calls again with nothing between them. @returns milliseconds of each */
export async function replay(recorded) {
  const times = [];
  for (const { session, args } of recorded) {
    const start = performance.now();
    await bareRun.apply(session, args);
    times.push(performance.now() - start);
  }
  return times;
}

/**
 * A copy of a tiny model that takes larger pictures: the sizes that a model takes follow from the size that
 * its config says it was trained at, its graphs take any.
 */
function enlarged(folder, copy) {
  cpSync(folder, copy, { recursive: true });
  const config = denoiserConfig(copy);
  const values = JSON.parse(readFileSync(config, 'utf8'));
  writeFileSync(config, JSON.stringify({ ...values, sample_size: 128 }));
  return copy;
}

function isTiny(folder) {
  const config = denoiserConfig(folder);
  return config !== undefined && JSON.parse(readFileSync(config, 'utf8'))._name_or_path?.startsWith('tiny-');
}

function denoiserConfig(folder) {
  return ['unet', 'transformer'].map((name) => join(folder, name, 'config.json')).find(existsSync);
}

/** @returns what makes pictures of a size with the model of a folder; disposed of at the end */
export async function openModel(folder, { pixels, steps, parameters: given = {} }) {
  const data = mkdtempSync(join(tmpdir(), 'cyberimage-bench-'));
  const backend = await createBackend({
    instanceId: 'local',
    settings: { threads },
    models: [
      {
        key: 'MODEL_BENCH',
        name: 'bench',
        repo: isTiny(folder) ? enlarged(folder, join(data, 'model')) : resolve(folder),
        description: '',
        source: 'local',
        requiresAuth: false,
        options: { steps: STEPS },
        steps: STEPS,
      },
    ],
    paths: { models: join(root, 'models'), loras: join(root, 'models/loras'), data },
    log: () => undefined,
  });
  const [model] = await backend.listModels();
  if (model.unavailable !== undefined) throw new Error(model.unavailable);
  const parameters = {};
  for (const [name, option] of Object.entries(model.options)) {
    if (option.type !== 'seed' && option.default !== undefined) parameters[name] = option.default;
  }
  Object.assign(parameters, { prompt: 'a green robot in a neon city at night', ...given });
  for (const name of ['width', 'height']) parameters[name] = pixels;
  if (model.options.steps?.fixed === undefined) parameters.steps = steps;

  return {
    parameters,
    /** @returns the milliseconds that it took, and the picture's event */
    async picture(seed) {
      const request = { jobId: `bench-${seed}`, model: model.id, seed: BigInt(seed), parameters };
      let image;
      const start = performance.now();
      for await (const event of backend.generate(request, { signal: new AbortController().signal })) {
        if (event.type === 'image') image = event;
        if (event.type === 'warning') console.log(`warning: ${event.message}`);
      }
      return { ms: performance.now() - start, image };
    },
    async close() {
      await backend.dispose();
      rmSync(data, { recursive: true, force: true });
    },
  };
}
