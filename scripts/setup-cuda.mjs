// Fetches what onnxruntime-node needs to run models on an NVIDIA GPU and does not carry along: its CUDA
// provider (about 400 MB, from nuget.org). Driver, CUDA 12 and cuDNN 9 are the system's own business.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ensureInstalled } from './setup/install.mjs';
import { nodeForProduct } from './setup/node.mjs';
import { root } from './setup/root.mjs';
import { tryRun } from './setup/run.mjs';

const PROVIDER = 'libonnxruntime_providers_cuda.so';
const DOCUMENTATION = 'https://onnxruntime.ai/docs/execution-providers/CUDA-ExecutionProvider.html';

if (process.platform !== 'linux' || process.arch !== 'x64') {
  console.error(
    `onnxruntime has its CUDA provider for linux-x64 only; this is ${process.platform}-${process.arch}.`,
  );
  process.exit(1);
}
ensureInstalled();
const entry = createRequire(join(root, 'libs/backends/package.json')).resolve('onnxruntime-node');
const packageFolder = dirname(dirname(entry));
const provider = join(packageFolder, 'bin/napi-v6/linux/x64', PROVIDER);

if (!existsSync(provider)) {
  console.log('Downloading the CUDA provider of onnxruntime from nuget.org …');
  // The package's own install script, which the ordinary install skips.
  const code = tryRun(nodeForProduct(), [join(packageFolder, 'script/install.js')], {
    env: { ONNXRUNTIME_NODE_INSTALL: 'cuda12' },
  });
  if (code !== 0 || !existsSync(provider)) {
    console.error('\nThe download failed: see above. It needs to reach https://api.nuget.org.');
    process.exit(code || 1);
  }
}
console.log(
  `The CUDA provider is installed. It also needs the NVIDIA driver, CUDA 12 and cuDNN 9 (${DOCUMENTATION});\n` +
    'choose it with the setting "device" of the local backend, or with {"device": "cuda"} in a model line.',
);
