import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FIXTURES } from '../testing/read-oracle.js';
import { OnnxSession } from './onnx-session.js';

const OPTIONS = { threads: 1, device: 'cpu', keepsMemory: false } as const;
const graph = (path: string) => fileURLToPath(new URL(`models/${path}/model.onnx`, FIXTURES));

describe('OnnxSession', () => {
  let decoder: OnnxSession | undefined;
  const session = (): OnnxSession => {
    if (decoder === undefined) throw new Error('not loaded');
    return decoder;
  };

  beforeAll(async () => {
    decoder = await OnnxSession.open(graph('sd15-fp16/vae_decoder'), OPTIONS);
  });

  afterAll(() => decoder?.release());

  it('casts to the type that the graph wants, and back', async () => {
    const input = session().input(['z', 'latent_sample']);
    expect(input.type).toBe('float16');
    const feeds = new Map([[input, { data: new Float32Array(4 * 4 * 4), dims: [1, 4, 4, 4] }]]);
    const image = await session().run(feeds, session().output(['sample']));
    expect(image.dims).toEqual([1, 3, 32, 32]);
    expect(image.data).toBeInstanceOf(Float32Array);
    expect([...image.data].every(Number.isFinite)).toBe(true);
  });

  it('takes the same numbers again, also in another shape', async () => {
    const input = session().input(['latent_sample']);
    const data = new Float32Array(4 * 4 * 2);
    const sizes: (readonly number[])[] = [];
    for (const dims of [
      [1, 4, 4, 2],
      [1, 4, 4, 2],
      [1, 4, 2, 4],
    ]) {
      const { dims: size } = await session().run(
        new Map([[input, { data, dims }]]),
        session().output(['sample']),
      );
      sizes.push(size);
    }
    expect(sizes).toEqual([
      [1, 3, 32, 16],
      [1, 3, 32, 16],
      [1, 3, 16, 32],
    ]);
  });

  it('says what a graph has in place of an input', () => {
    expect(() => session().input(['hidden_states', 'sample'])).toThrow(
      /model\.onnx has no input hidden_states or sample; it has latent_sample$/,
    );
  });

  it('falls back on the first output', () => {
    expect(session().output(['images']).name).toBe('sample');
  });

  it('names a file that is not there', async () => {
    await expect(OnnxSession.open('/absent/model.onnx', OPTIONS)).rejects.toMatchObject({
      code: 'model-missing',
      message: '/absent/model.onnx does not exist',
    });
  });

  it('names the file when a run fails', async () => {
    const input = session().input(['latent_sample']);
    const feeds = new Map([[input, { data: new Float32Array(3), dims: [1, 3, 1, 1] }]]);
    await expect(session().run(feeds, session().output(['sample']))).rejects.toMatchObject({
      code: 'internal',
      message: expect.stringContaining('running') as string,
    });
  });
});
