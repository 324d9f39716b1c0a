// Fetches what onnxruntime-node needs to run models on an NVIDIA GPU and does not carry along, its CUDA
// provider from nuget.org, and says which libraries of the system it still needs.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ensureInstalled } from './setup/install.mjs';
import { nodeForProduct } from './setup/node.mjs';
import { root } from './setup/root.mjs';
import { tryRun } from './setup/run.mjs';

if (process.platform !== 'linux' || process.arch !== 'x64') {
  console.error(
    `onnxruntime has its CUDA provider for linux-x64 only; this is ${process.platform}-${process.arch}.`,
  );
  process.exit(1);
}
ensureInstalled();
const entry = createRequire(join(root, 'libs/backends/package.json')).resolve('onnxruntime-node');
const node = nodeForProduct();
const code = tryRun(node, ['scripts/cuda/fetch-provider.mjs', dirname(dirname(entry))]);
process.exit(code || tryRun(node, ['scripts/cuda/report-libraries.mjs']));
