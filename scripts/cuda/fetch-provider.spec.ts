import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { node, repository, type Finished } from '../plugin/testing/commands.js';

const BINARIES = 'bin/napi-v6/linux/x64';
const CUDA = 'libonnxruntime_providers_cuda.so';
const SHARED = 'libonnxruntime_providers_shared.so';
const TENSORRT = 'libonnxruntime_providers_tensorrt.so';
const FEED = 'https://api.nuget.org';

const installed = dirname(
  dirname(createRequire(join(repository, 'libs/backends/package.json')).resolve('onnxruntime-node')),
);
const { version } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as { version: string };
const PACKAGE = `/v3-flatcontainer/microsoft.ml.onnxruntime.gpu.linux`;
const ARCHIVE = `${PACKAGE}/${version}/microsoft.ml.onnxruntime.gpu.linux.${version}.nupkg`;

interface Zip {
  addFile(name: string, content: Buffer): void;
  toBuffer(): Buffer;
}
const AdmZip = createRequire(join(installed, 'package.json'))('adm-zip') as new () => Zip;

/** A package as nuget.org has it, with these libraries. */
function packageWith(names: readonly string[]): Buffer {
  const zip = new AdmZip();
  for (const name of names) {
    zip.addFile(`runtimes/linux-x64/native/${name}`, Buffer.from(`the library ${name}`));
  }
  return zip.toBuffer();
}

// The install script has the address of the feed built in, and takes https alone: this stands before it.
const REDIRECT = `
const { get } = require('node:http');
require('node:https').get = (url, options, done) => get(String(url).replace('${FEED}', process.env.TEST_FEED), done);
`;

/** Only Linux on x64 has the provider; the install script asks for nothing elsewhere. */
describe.runIf(process.platform === 'linux' && process.arch === 'x64')('fetch-provider', () => {
  let folder = '';
  let server: Server;
  let asked: string[] = [];
  let sendArchive: (response: ServerResponse) => void;

  beforeEach(async () => {
    // Resolves the install script's own packages as the installed one does.
    folder = mkdtempSync(join(tmpdir(), 'cuda-'));
    symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'));
    cpSync(join(installed, 'script'), join(folder, 'onnxruntime-node/script'), { recursive: true });
    mkdirSync(join(folder, 'onnxruntime-node', BINARIES), { recursive: true });
    writeFileSync(join(folder, 'redirect.cjs'), REDIRECT);
    asked = [];
    server = createServer(({ url = '' }, response) => {
      asked.push(url);
      if (url === ARCHIVE) return sendArchive(response);
      const answers: Readonly<Record<string, unknown>> = {
        '/v3/index.json': {
          resources: [{ '@id': `${FEED}/v3-flatcontainer/`, '@type': 'PackageBaseAddress/3.0.0' }],
        },
        [`${PACKAGE}/index.json`]: { versions: [version] },
      };
      response.writeHead(url in answers ? 200 : 404, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answers[url] ?? {}));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterEach(async () => {
    await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true });
  });

  async function fetchProvider(): Promise<Finished> {
    const { port } = server.address() as AddressInfo;
    return node(['scripts/cuda/fetch-provider.mjs', join(folder, 'onnxruntime-node')], {
      NODE_OPTIONS: `--require=${join(folder, 'redirect.cjs')}`,
      TEST_FEED: `http://127.0.0.1:${port}`,
      // As npm sets them in a repository's folder.
      npm_config_local_prefix: repository.replace(/\/$/, ''),
      npm_package_json: join(repository, 'package.json'),
    });
  }

  const binaries = () => readdirSync(join(folder, 'onnxruntime-node', BINARIES)).toSorted();
  const isTidy = () => !existsSync(join(folder, 'onnxruntime-node/.cuda-download'));

  it('brings what the installed version names, once', async () => {
    sendArchive = (response) => response.end(packageWith([CUDA, SHARED, TENSORRT]));
    const { code, output } = await fetchProvider();
    expect([code, output]).toEqual([0, expect.stringContaining('is installed')]);
    expect(binaries()).toEqual([CUDA, SHARED, TENSORRT]);
    const provider = join(folder, 'onnxruntime-node', BINARIES, CUDA);
    expect(readFileSync(provider, 'utf8')).toBe(`the library ${CUDA}`);
    expect(isTidy()).toBe(true);

    asked = [];
    expect(await fetchProvider()).toMatchObject({
      code: 0,
      output: expect.stringContaining('already there') as string,
    });
    expect(asked).toEqual([]);
  });

  it('brings what is missing of it', async () => {
    sendArchive = (response) => response.end(packageWith([CUDA, SHARED, TENSORRT]));
    writeFileSync(join(folder, 'onnxruntime-node', BINARIES, CUDA), 'left alone');
    expect(await fetchProvider()).toMatchObject({ code: 0 });
    expect(binaries()).toEqual([CUDA, SHARED, TENSORRT]);
  });

  it.each([
    [
      'is cut off',
      (response: ServerResponse) => {
        response.writeHead(200, { 'content-length': '100000' });
        response.write(packageWith([CUDA]).subarray(0, 50), () => response.destroy());
      },
    ],
    ['is refused', (response: ServerResponse) => response.writeHead(503).end()],
    ['is no package', (response: ServerResponse) => response.end('<html>')],
    ['lacks a library', (response: ServerResponse) => response.end(packageWith([CUDA]))],
  ])('leaves nothing behind when the download %s, and says so', async (_, send) => {
    sendArchive = send;
    const { code, output } = await fetchProvider();
    expect([code, output]).toEqual([1, expect.stringContaining('The CUDA provider was not installed')]);
    expect(binaries()).toEqual([]);
    expect(isTidy()).toBe(true);
    expect(asked.at(-1)).toBe(ARCHIVE);
  });
});
