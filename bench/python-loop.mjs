// The same picture by the product's pipeline and by a plain Python loop, in turns: the same files, tokens,
// noise, steps and threads. For models of the Stable Diffusion family; the sampler is DDIM.
//   pip install onnxruntime==1.30.0 numpy
//   npm run build && PYTHON=python3 node bench/python-loop.mjs [model folder] [pixels] [steps] [runs]
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { calls, forgetCalls, openModel, threads } from './support/local-backend.mjs';
import { median } from './support/median.mjs';

const SEED = 7;

const [folder = 'models/starter', pixels = '256', steps = '12', runs = '9'] = process.argv.slice(2);
const parameters = { sampler: 'DDIM', scheduler: 'automatic' };
const model = await openModel(folder, { pixels: Number(pixels), steps: Number(steps), parameters });
const python = spawn(process.env.PYTHON ?? 'python3', ['bench/support/python-loop.py'], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
try {
  // Loads the model, and tells what the networks are given.
  forgetCalls();
  const { image } = await model.picture(SEED);
  const answers = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
  const ask = async (line) => {
    python.stdin.write(`${JSON.stringify(line)}\n`);
    const { value, done } = await answers.next();
    if (done) throw new Error('Python ended');
    return JSON.parse(value);
  };
  const versions = await ask(whatToMake(image));
  const first = await ask({});
  console.log(`the pictures differ by ${largestDifference(image, first)} of 255 at most`);

  const results = [];
  for (let run = 0; run < Number(runs); run++) {
    const { ms: ours } = await model.picture(SEED);
    const { ms: theirs } = await ask({});
    results.push({ ours, theirs, ratio: ours / theirs });
  }
  const of = (name) => median(results.map((result) => result[name]));
  console.log(
    `${folder}, ${pixels} px, ${steps} steps, ${threads} threads: product (with previews) ${of('ours').toFixed(0)} ms, ` +
      `Python ${of('theirs').toFixed(0)} ms (onnxruntime ${versions.onnxruntime}, numpy ${versions.numpy}); ` +
      `median ratio ${of('ratio').toFixed(3)}`,
  );
} finally {
  python.kill();
  await model.close();
}

function whatToMake({ metadata }) {
  const feeds = calls.map(({ args: [given] }) => given);
  const texts = feeds.filter((given) => 'input_ids' in given);
  const first = feeds.find((given) => 'sample' in given);
  const json = (path) => JSON.parse(readFileSync(resolve(folder, path), 'utf8'));
  const noise = first.sample.data;
  return {
    folder: resolve(folder),
    threads,
    tokens: texts.map((given) => Array.from(given.input_ids.data, Number)),
    noise: Buffer.from(noise.buffer, noise.byteOffset, noise.byteLength).toString('base64'),
    noiseDims: first.sample.dims,
    timesteps: metadata.timesteps,
    guidance: model.parameters.guidance_scale,
    scheduler: json('scheduler/scheduler_config.json'),
    scaling: json('vae_decoder/config.json').scaling_factor,
  };
}

function largestDifference({ content }, { pixels: theirs }) {
  const other = Buffer.from(theirs, 'base64');
  if (other.length !== content.data.length) throw new Error('the pictures are of different sizes');
  return content.data.reduce((most, byte, i) => Math.max(most, Math.abs(byte - other[i])), 0);
}
