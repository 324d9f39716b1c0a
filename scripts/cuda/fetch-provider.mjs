// `node fetch-provider.mjs FOLDER`: puts the CUDA provider into the folder of an onnxruntime-node.
import { cpSync, existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CUDA_PROVIDER } from '../../libs/backends/src/runtime/cuda-libraries.ts';
import { tryRun } from '../setup/run.mjs';

const BINARIES = 'bin/napi-v6/linux/x64';

const [packageFolder = ''] = process.argv.slice(2);
const binaries = join(packageFolder, BINARIES);
if (isIn(binaries)) {
  console.log('The CUDA provider of onnxruntime is already there.');
} else {
  fetchProvider();
}

/**
 * The package's own install script copies straight to where the libraries belong: one that is cut off there
 * would leave half of one behind. So a copy of it works beside, and what is whole is moved.
 */
function fetchProvider() {
  const staging = join(packageFolder, '.cuda-download');
  const fetched = join(staging, BINARIES);
  rmSync(staging, { recursive: true, force: true });
  cpSync(join(packageFolder, 'script'), join(staging, 'script'), { recursive: true });
  console.log('Downloading the CUDA provider of onnxruntime from nuget.org (some hundred MB) …');
  const code = tryRun(process.execPath, [join(staging, 'script/install.js')], { env: environment(staging) });
  // It also ends with 0 where it did nothing, and where the connection was cut.
  const isWhole = code === 0 && isIn(fetched);
  if (isWhole) {
    for (const name of readdirSync(fetched)) renameSync(join(fetched, name), join(binaries, name));
  }
  rmSync(staging, { recursive: true, force: true });
  if (isWhole) return console.log('The CUDA provider of onnxruntime is installed.');
  console.error(
    '\nThe CUDA provider was not installed: the download failed or was cut off; what is known is above. It has\n' +
      'to reach https://api.nuget.org (through a proxy: set HTTPS_PROXY) and takes 1 to 2 GB of disk meanwhile.\n' +
      'Nothing was changed; try "npm run setup:cuda" again.',
  );
  process.exitCode = 1;
}

function environment(staging) {
  return {
    // All that it offers for this platform. It ignores the name "cuda12", and would take itself for a part of
    // its own repository, where it does nothing, when npm started it.
    ONNXRUNTIME_NODE_INSTALL: '1',
    TMPDIR: staging,
    // Its proxy settings go by the usual names then, in capitals.
    GLOBAL_AGENT_ENVIRONMENT_VARIABLE_NAMESPACE: '',
    ...(process.env.https_proxy && { HTTPS_PROXY: process.env.https_proxy }),
    ...(process.env.no_proxy && { NO_PROXY: process.env.no_proxy }),
  };
}

function isIn(folder) {
  return CUDA_PROVIDER.every((name) => existsSync(join(folder, name)));
}
