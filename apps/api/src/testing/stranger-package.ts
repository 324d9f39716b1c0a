import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { create } from 'tar';

/** What a stranger's package is made of. */
export interface TestPackage {
  readonly name?: string;
  readonly version?: string;
  readonly id?: string;
  readonly displayName?: string;
  readonly permissions?: object;
  readonly dependencies?: Readonly<Record<string, string>>;
  /** Replaces the whole manifest. */
  readonly manifest?: object | null;
}

/** A whole backend without an import: one grey picture, slowly enough to be met at work. */
const CODE = (id: string, version: string): string => `
const options = {
  prompt: { type: 'text', label: 'Prompt', maxLength: 100, default: '' },
  seed: { type: 'seed', label: 'Seed', default: -1 },
  steps: { type: 'integer', label: 'Steps', min: 1, max: 1000, step: 1, default: 1 },
};
const model = { id: 'grey', label: 'Grey ${version}', description: '', source: 'test', tags: [], options };
export default ({ log, settings }) => ({
  contract: 1,
  id: '${id}',
  describe: async () => ({
    name: 'Stranger', version: '${version}', device: { kind: 'cpu', label: 'none' },
    limits: { maxImages: 1, maxPixels: 4096 }, settings: { type: 'object', properties: {} },
  }),
  listModels: async () => [model],
  check: async () => ({ accepted: true, adjustments: [], estimate: {} }),
  async *generate({ seed, parameters }, { signal }) {
    yield { type: 'started' };
    log('info', 'said: ' + parameters.prompt);
    console.log('printed: ' + parameters.prompt);
    for (let step = 0; step <= parameters.steps; step++) {
      if (signal.aborted) throw Object.assign(new Error('cancelled'), { name: 'BackendError', code: 'cancelled', retryable: false });
      yield { type: 'progress', phase: 'denoise', step, of: parameters.steps };
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const content = { kind: 'raw', width: 8, height: 8, channels: 3, data: new Uint8Array(192).fill(100) };
    yield { type: 'image', index: 0, seed, content, metadata: { painter: '${version}', settings } };
    yield { type: 'done' };
  },
  dispose: async () => {},
});
`;

/** Writes the package into a new folder. */
export async function writeTestPackage(folder: string, wanted: TestPackage = {}): Promise<string> {
  const { name = 'stranger', version = '1.0.0', id = 'stranger', permissions, dependencies } = wanted;
  const { displayName = 'Stranger' } = wanted;
  const own = { contract: '^1', id, entry: './index.js', displayName, permissions };
  const { manifest = own } = wanted;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'index.js'), CODE(id, version));
  const json = { name, version, type: 'module', dependencies };
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify(manifest === null ? json : { ...json, cyberimage: manifest }),
  );
  return folder;
}

/** The package as `npm pack` would make it. */
export async function packTestPackage(folder: string, wanted: TestPackage = {}): Promise<Buffer> {
  await writeTestPackage(join(folder, 'package'), wanted);
  const file = join(folder, 'stranger.tgz');
  await create({ gzip: true, cwd: folder, file }, ['package']);
  return readFile(file);
}
