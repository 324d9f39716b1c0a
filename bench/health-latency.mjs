// How long /health takes while a picture is being made, and while nothing is.
//   npm run build && node bench/health-latency.mjs
import { setTimeout as sleep } from 'node:timers/promises';
import { startServer } from './support/job-server.mjs';

const SAMPLE_EVERY_MS = 20;
const IDLE_MS = 5_000;
const REQUEST = { prompt: 'a green robot in a neon city at night', steps: 30, width: 512, height: 512 };

const server = await startServer();
try {
  await server.untilDone(await server.generate(REQUEST)); // the model is loaded now
  const idle = await sampleWhile(sleep(IDLE_MS));
  const jobs = [await server.generate(REQUEST), await server.generate(REQUEST)];
  const busy = await sampleWhile(Promise.all(jobs.map((id) => server.untilDone(id))));
  report('idle', idle);
  report('while pictures are made', busy);
} finally {
  server.stop();
}

async function sampleWhile(work) {
  const state = { isDone: false };
  void work.finally(() => (state.isDone = true));
  const samples = [];
  while (!state.isDone) {
    const start = performance.now();
    await (await fetch(`${server.url}/health`)).arrayBuffer();
    samples.push(performance.now() - start);
    await sleep(SAMPLE_EVERY_MS);
  }
  return samples.toSorted((a, b) => a - b);
}

function report(name, samples) {
  const at = (share) => samples[Math.min(samples.length - 1, Math.floor(samples.length * share))].toFixed(1);
  console.log(`${name}: n ${samples.length}, p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, max ${at(1)} ms`);
}
