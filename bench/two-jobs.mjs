// Jobs in a row: the time between the last step of one and the first step of the next, in the running product.
//   npm run build && node bench/two-jobs.mjs [pixels] [steps] [jobs]
import { startServer } from './support/job-server.mjs';
import { median } from './support/median.mjs';

const [pixels = '512', steps = '20', count = '9'] = process.argv.slice(2);
const REQUEST = {
  prompt: 'a green robot in a neon city at night',
  steps: Number(steps),
  width: Number(pixels),
  height: Number(pixels),
};

const server = await startServer();
const stream = new AbortController();
/** By job: when which of its events came. */
const times = new Map();
try {
  const following = follow(stream.signal);
  await server.untilDone(await server.generate(REQUEST)); // the model is loaded now
  const ids = [];
  for (let i = 0; i < Number(count); i++) ids.push(await server.generate(REQUEST));
  for (const id of ids) await server.untilDone(id);
  stream.abort();
  await following;
  report(ids.map((id) => times.get(id)));
} finally {
  server.stop();
}

function line(name, ms) {
  console.log(`${name.padEnd(52)}${ms.toFixed(1).padStart(8)} ms`);
}

function report(jobs) {
  const ofPairs = (measure) => median(jobs.slice(1).map((next, i) => measure(jobs[i], next)));
  const stepMs = median(jobs.map((job) => (job.lastStep - job.firstStep) / REQUEST.steps));
  const gapMs = ofPairs((job, next) => next.firstStep - job.lastStep);
  const decodeMs = ofPairs((job) => job.decoded - job.lastStep);
  const savedMs = ofPairs((job) => job.completed - job.decoded);
  console.log(`${jobs.length} jobs in a row, ${pixels} px, ${steps} steps; medians`);
  line('a step', stepMs);
  line('last step of one to first step of the next', gapMs);
  line('  of these the decoding of the picture', decodeMs);
  line('  of these all else', gapMs - decodeMs);
  line('decoded to completed: transfer, encode, save, record', savedMs);
  console.log(`all else, in steps: ${((gapMs - decodeMs) / stepMs).toFixed(2)}`);
}

async function follow(signal) {
  const { body } = await fetch(`${server.url}/api/v1/events`, { signal });
  let rest = '';
  try {
    for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
      const now = performance.now();
      const lines = (rest + chunk).split('\n');
      rest = lines.pop();
      for (const text of lines) if (text.startsWith('data:')) note(JSON.parse(text.slice(5)), now);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

function note({ type, job_id: id, progress }, now) {
  if (id === undefined) return;
  if (!times.has(id)) times.set(id, {});
  const job = times.get(id);
  if (type === 'job-completed') job.completed = now;
  if (type !== 'job-progressed') return;
  const { phase, step, of } = progress;
  if (phase === 'denoise' && step === 0) job.firstStep = now;
  if (phase === 'denoise' && step === of) job.lastStep = now;
  if (phase === 'decode' && step === of) job.decoded = now;
}
