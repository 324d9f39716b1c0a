import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FIXTURES } from '../testing/read-oracle.js';
import { OnnxSession } from './onnx-session.js';
import { readGraphInputs } from './read-graph-inputs.js';

const graph = (path: string) => fileURLToPath(new URL(`models/${path}/model.onnx`, FIXTURES));

describe('readGraphInputs', () => {
  let folder = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'graphs-'));
  });

  afterAll(() => rm(folder, { recursive: true }));

  it.each([
    'sd15/unet',
    'sd15-fp16/unet',
    'sd15-external/unet',
    'sd15-legacy/unet',
    'lcm/unet',
    'sd15/vae_decoder',
  ])('reads of %s what onnxruntime tells after loading it', async (path) => {
    const session = await OnnxSession.open(graph(path), { threads: 1, device: 'cpu', keepsMemory: false });
    expect(await readGraphInputs(graph(path))).toEqual(session.inputs);
    await session.release();
  });

  it('names a file that is cut off', async () => {
    const path = join(folder, 'cut.onnx');
    const whole = await readFile(graph('sd15/unet'));
    await writeFile(path, whole.subarray(0, 100_000));
    await expect(readGraphInputs(path)).rejects.toMatchObject({
      code: 'model-missing',
      message: expect.stringContaining(`${path} is cut off or damaged`) as string,
    });
  });

  it('names a file that is something else', async () => {
    const path = join(folder, 'pointer.onnx');
    await writeFile(path, 'version https://git-lfs.github.com/spec/v1\n');
    await expect(readGraphInputs(path)).rejects.toMatchObject({ code: 'model-missing' });
  });

  it('names a file that is absent', async () => {
    const path = join(folder, 'absent.onnx');
    await expect(readGraphInputs(path)).rejects.toThrow(`${path} does not exist`);
  });
});
