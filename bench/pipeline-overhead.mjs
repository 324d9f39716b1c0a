// A whole picture against the sum of its bare session.run calls on the same inputs, in one process; and the
// peak memory against the weights.
//   npm run build && node bench/pipeline-overhead.mjs [model folder] [pixels] [steps] [runs]
// Each whole picture is followed by its own calls again, with nothing between or beside them. The large decoder
// call hides what a step costs: a second ratio is without it on both sides. Processor time, of all threads,
// stays comparable on a machine that is busy with other things; what the thread of the loop takes alone counts
// there once, on the clock as often as the calls have threads.
import { readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { calls, forgetCalls, openModel, replay } from './support/local-backend.mjs';
import { median } from './support/median.mjs';

const [folder = 'models/starter', pixels = '256', steps = '12', runs = '9'] = process.argv.slice(2);
const model = await openModel(folder, { pixels: Number(pixels), steps: Number(steps) });
try {
  await model.picture(0); // loads the model
  await model.picture(0);
  const results = [];
  for (let run = 1; run <= Number(runs); run++) {
    forgetCalls();
    const start = process.cpuUsage();
    const { ms: wholeMs } = await model.picture(run);
    const wholeCpu = process.cpuUsage(start);
    const recorded = calls.slice();
    const middle = process.cpuUsage();
    const times = await replay(recorded);
    const bareCpu = process.cpuUsage(middle);
    const decodeMs = recorded.at(-1).ms;
    const bareMs = sum(times);
    results.push({
      wholeMs,
      bareMs,
      ratio: wholeMs / bareMs,
      cpu: (wholeCpu.user + wholeCpu.system) / (bareCpu.user + bareCpu.system),
      inPlace: wholeMs / sum(recorded.map(({ ms }) => ms)),
      withoutDecoder: (wholeMs - decodeMs) / (bareMs - times.at(-1)),
    });
  }
  const of = (name) => median(results.map((result) => result[name]));
  console.log(
    `${basename(resolve(folder))}, ${pixels} px, ${steps} steps, previews on: ` +
      `whole ${of('wholeMs').toFixed(0)} ms, bare calls ${of('bareMs').toFixed(0)} ms; median ratios: ` +
      `${of('ratio').toFixed(3)}, without the decoder call ${of('withoutDecoder').toFixed(3)}, ` +
      `against the calls in place ${of('inPlace').toFixed(3)}, processor time ${of('cpu').toFixed(3)}`,
  );
  const weightBytes = bytesOf(resolve(folder));
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  console.log(
    `peak resident ${(peakBytes / 1e6).toFixed(0)} MB, model files ${(weightBytes / 1e6).toFixed(0)} MB, ` +
      `ratio ${(peakBytes / weightBytes).toFixed(1)}`,
  );
} finally {
  await model.close();
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}

function bytesOf(path) {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && /\.onnx(_data)?$/.test(file.name))
    .reduce((total, file) => total + statSync(join(file.parentPath, file.name)).size, 0);
}
