import { describe, expect, it } from 'vitest';
import type { Network } from '../../runtime/onnx-session.js';
import type { Feed, Port, Tensor } from '../../runtime/tensor.js';
import { Denoiser, type Condition } from './denoiser.js';

const port = (name: string, type: string, shape: Port['shape']): Port => ({ name, type, shape });
const SAMPLE = port('sample', 'float32', ['batch', 4, 'height', 'width']);
const TIMESTEP = port('timestep', 'float32', []);
const CONTEXT = port('encoder_hidden_states', 'float32', ['batch', 'sequence', 16]);

interface FakeNetwork {
  readonly network: Network;
  readonly runs: Record<string, Feed>[];
}

/** A graph that gives its sample back, plus the first value of each row's context. */
function fakeNetwork(inputs: readonly Port[]): FakeNetwork {
  const runs: Record<string, Feed>[] = [];
  const find = (names: readonly string[]) => inputs.find(({ name }) => names.includes(name));
  const network: Network = {
    file: 'unet/model.onnx',
    inputs,
    outputs: [port('out_sample', 'float32', [])],
    findInput: find,
    input: (names) => find(names) ?? port('missing', 'float32', []),
    output: () => port('out_sample', 'float32', []),
    run: (feeds): Promise<Tensor> => {
      const byName = Object.fromEntries([...feeds].map(([{ name }, feed]) => [name, feed]));
      runs.push(byName);
      const { data, dims } = byName['sample'] ?? { data: [], dims: [] };
      const [batch = 1] = dims;
      const context = byName['encoder_hidden_states']?.data ?? [];
      const perRow = data.length / batch;
      const perContext = context.length / batch;
      const added = (i: number) => context[Math.floor(i / perRow) * perContext] ?? 0;
      return Promise.resolve({ data: Float32Array.from(data, (value, i) => value + added(i)), dims });
    },
    runAll: () => Promise.reject(new Error('not asked for')),
    release: () => Promise.resolve(),
  };
  return { network, runs };
}

const sample = { data: Float32Array.of(1, 2, 3, 4), dims: [1, 4, 1, 1] };
const context = (value: number): Condition => ({
  context: { data: Float32Array.of(value, 0), dims: [1, 1, 2] },
});
const conditions = [context(10), context(20)];

describe('Denoiser', () => {
  it('asks once per condition', async () => {
    const { network, runs } = fakeNetwork([SAMPLE, TIMESTEP, CONTEXT]);
    const predictions = await new Denoiser(network, []).predict({ sample, timestep: 981, conditions });
    expect(predictions.map((prediction) => [...prediction])).toEqual([
      [11, 12, 13, 14],
      [21, 22, 23, 24],
    ]);
    expect(runs).toHaveLength(2);
    expect(runs[0]?.['timestep']).toEqual({ data: [981], dims: [] });
  });

  it('fills a batch that the export fixed', async () => {
    const fixed = { ...SAMPLE, shape: [2, 4, 64, 64] };
    const timestep = { ...TIMESTEP, shape: [2] };
    const { network, runs } = fakeNetwork([fixed, timestep, CONTEXT]);
    const denoiser = new Denoiser(network, []);
    const both = await denoiser.predict({ sample, timestep: 5, conditions });
    expect(both.map((prediction) => prediction[0])).toEqual([11, 21]);
    const one = await denoiser.predict({ sample, timestep: 5, conditions: [context(30)] });
    expect(one.map((prediction) => [...prediction])).toEqual([[31, 32, 33, 34]]);
    expect(runs).toHaveLength(2);
    expect(runs[0]?.['timestep']).toEqual({ data: [5, 5], dims: [2] });
  });

  it('gives texts of different lengths calls of their own in a fixed batch', async () => {
    const { network, runs } = fakeNetwork([{ ...SAMPLE, shape: [2, 4, 64, 64] }, TIMESTEP, CONTEXT]);
    const long: Condition = { context: { data: Float32Array.of(20, 0, 0, 0), dims: [1, 2, 2] } };
    const asked = [context(10), long, long];
    const answers = await new Denoiser(network, []).predict({ sample, timestep: 5, conditions: asked });
    expect(answers.map((prediction) => prediction[0])).toEqual([11, 21, 21]);
    expect(runs.map((feeds) => feeds['encoder_hidden_states']?.dims)).toEqual([
      [2, 1, 2],
      [2, 2, 2],
    ]);
  });

  it('gives a timestep of fixed length 1 its shape', async () => {
    const { network, runs } = fakeNetwork([SAMPLE, { ...TIMESTEP, type: 'int64', shape: [1] }, CONTEXT]);
    await new Denoiser(network, []).predict({ sample, timestep: 5, conditions: [context(0)] });
    expect(runs[0]?.['timestep']).toEqual({ data: [5], dims: [1] });
  });

  it('feeds every part of a condition that the graph takes, row by row', async () => {
    const fixed = { ...SAMPLE, shape: [2, 4, 64, 64] };
    const pooled = port('text_embeds', 'float32', ['batch', 2]);
    const { network, runs } = fakeNetwork([fixed, TIMESTEP, CONTEXT, pooled]);
    const both = [10, 20].map((value) => ({
      ...context(value),
      pooled: { data: Float32Array.of(value, value), dims: [1, 2] },
      guidance: { data: Float32Array.of(3.5), dims: [1] },
    }));
    const denoiser = new Denoiser(network, ['pooled', 'guidance']);
    await denoiser.predict({ sample, timestep: 5, conditions: both });
    expect(runs[0]?.['text_embeds']).toEqual({ data: Float32Array.of(10, 10, 20, 20), dims: [2, 2] });
    expect(runs[0]).not.toHaveProperty('guidance');
    expect(denoiser.port('guidance')).toBeUndefined();
  });

  it.each([
    [
      ['places', 3],
      [2, 3],
    ],
    [
      ['batch', 'places', 3],
      [1, 2, 3],
    ],
  ])('gives position ids the rank of the export: %j', async (shape, dims) => {
    const { network, runs } = fakeNetwork([SAMPLE, TIMESTEP, CONTEXT, port('img_ids', 'int64', shape)]);
    const imageIds = { data: Float32Array.of(0, 0, 0, 0, 0, 1), dims: [2, 3] };
    const asked = [{ ...context(1), imageIds }];
    await new Denoiser(network, ['imageIds']).predict({ sample, timestep: 5, conditions: asked });
    expect(runs[0]?.['img_ids']).toEqual({ data: imageIds.data, dims });
  });

  it('names an input that a condition says nothing of', async () => {
    const { network } = fakeNetwork([SAMPLE, TIMESTEP, CONTEXT, port('time_ids', 'float32', ['batch', 6])]);
    const denoiser = new Denoiser(network, ['timeIds']);
    await expect(denoiser.predict({ sample, timestep: 5, conditions })).rejects.toThrow('time_ids');
  });

  it('refuses a graph with an input that it would not feed', () => {
    const { network } = fakeNetwork([SAMPLE, TIMESTEP, CONTEXT, port('time_ids', 'float32', ['batch', 6])]);
    expect(() => new Denoiser(network, [])).toThrow('unet/model.onnx has an input time_ids');
  });
});
