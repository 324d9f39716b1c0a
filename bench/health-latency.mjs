// How long /health takes while a picture is being made, and while nothing is.
//   npm run build && node bench/health-latency.mjs
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../scripts/setup/free-port.mjs';
import { nodeForProduct } from '../scripts/setup/node.mjs';
import { root } from '../scripts/setup/root.mjs';

const SAMPLE_EVERY_MS = 20;
const IDLE_MS = 5_000;
const REQUEST = { prompt: 'a green robot in a neon city at night', steps: 30, width: 512, height: 512 };

const folder = mkdtempSync(join(tmpdir(), 'cyberimage-bench-'));
const port = await freePort();
const url = `http://127.0.0.1:${port}`;
const env = {
  ...process.env,
  PORT: String(port),
  MEDIA_ROOT: join(folder, 'pictures'),
  CONFIG_DATA_PATH: join(folder, 'data'),
};
const server = spawn(nodeForProduct(), ['apps/api/dist/main.js'], { cwd: root, env, stdio: 'ignore' });
try {
  await untilReady();
  await untilDone(await generate(REQUEST)); // the model is loaded now
  const idle = await sampleWhile(sleep(IDLE_MS));
  const jobs = [await generate(REQUEST), await generate(REQUEST)];
  const busy = await sampleWhile(Promise.all(jobs.map(untilDone)));
  report('idle', idle);
  report('while pictures are made', busy);
} finally {
  server.kill();
  rmSync(folder, { recursive: true, force: true });
}

async function sampleWhile(work) {
  const state = { isDone: false };
  void work.finally(() => (state.isDone = true));
  const samples = [];
  while (!state.isDone) {
    const start = performance.now();
    await (await fetch(`${url}/health`)).arrayBuffer();
    samples.push(performance.now() - start);
    await sleep(SAMPLE_EVERY_MS);
  }
  return samples.toSorted((a, b) => a - b);
}

function report(name, samples) {
  const at = (share) => samples[Math.min(samples.length - 1, Math.floor(samples.length * share))].toFixed(1);
  console.log(`${name}: n ${samples.length}, p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, max ${at(1)} ms`);
}

async function generate(request) {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${url}/api/generate`, {
    method: 'POST',
    headers,
    body: JSON.stringify(request),
  });
  if (response.status !== 202) throw new Error(await response.text());
  return (await response.json()).job_id;
}

async function untilDone(id) {
  for (;;) {
    const { status } = await (await fetch(`${url}/api/status/${id}`)).json();
    if (status === 'completed') return;
    if (status === 'failed') throw new Error(`job ${id} failed`);
    await sleep(200);
  }
}

async function untilReady() {
  for (let attempt = 0; attempt < 300; attempt++) {
    if (
      await fetch(`${url}/health`).then(
        (response) => response.ok,
        () => false,
      )
    )
      return;
    await sleep(100);
  }
  throw new Error('the server does not start');
}
