import { expect, it } from 'vitest';
import type { Network } from './onnx-session.js';
import type { Port } from './tensor.js';
import { TextNetwork } from './text-network.js';

const IDS: Port = { name: 'input_ids', type: 'int64', shape: [1, 'length'] };
const STATE: Port = { name: 'last_hidden_state', type: 'float32', shape: [1, 'length', 1] };
const POOLED: Port = { name: 'pooler_output', type: 'float32', shape: [1, 1] };

/** An encoder that tells in `log` what it is asked. */
function fakeLoad(log: string[]): () => Promise<Network> {
  const network = {
    file: 'model.onnx',
    inputs: [IDS],
    outputs: [STATE, POOLED],
    input: () => IDS,
    runAll: (feeds: ReadonlyMap<Port, { data: ArrayLike<number> }>, outputs: readonly Port[]) => {
      const ids = Array.from(feeds.get(IDS)?.data ?? []);
      log.push(`run ${ids.join(' ')} for ${outputs.map(({ name }) => name).join(' ')}`);
      return Promise.resolve(outputs.map(() => ({ data: Float32Array.from(ids), dims: [1, ids.length] })));
    },
    release: () => Promise.resolve(void log.push('release')),
  } as Partial<Network> as Network;
  return () => Promise.resolve(void log.push('load')).then(() => network);
}

const feed = (...data: number[]) => new Map([[IDS, { data, dims: [1, data.length] }]]);

it('is asked once for a text and its outputs', async () => {
  const log: string[] = [];
  const network = await TextNetwork.open(fakeLoad(log));
  const first = await network.run(feed(1, 2), STATE);
  expect(await network.run(feed(1, 2), STATE)).toBe(first);
  await network.run(feed(1, 2), POOLED);
  await network.run(feed(12), STATE);
  expect([...first.data]).toEqual([1, 2]);
  expect(log).toEqual([
    'load',
    'run 1 2 for last_hidden_state',
    'run 1 2 for pooler_output',
    'run 12 for last_hidden_state',
  ]);
});

it('comes back from a rest for a new text only', async () => {
  const log: string[] = [];
  const network = await TextNetwork.open(fakeLoad(log));
  await network.run(feed(1), STATE);
  expect([await network.rest(), await network.rest()]).toEqual([true, false]);
  expect(network.input(['input_ids'])).toBe(IDS);
  await network.run(feed(1), STATE);
  expect(log).toEqual(['load', 'run 1 for last_hidden_state', 'release']);
  await network.run(feed(2), STATE);
  await network.release();
  expect(log.slice(3)).toEqual(['load', 'run 2 for last_hidden_state', 'release']);
});

it('forgets what was asked longest ago', async () => {
  const log: string[] = [];
  const network = await TextNetwork.open(fakeLoad(log));
  for (let id = 0; id < 17; id++) await network.run(feed(id), STATE);
  await network.run(feed(1), STATE);
  expect(log).toHaveLength(18);
  await network.run(feed(0), STATE);
  expect(log.at(-1)).toBe('run 0 for last_hidden_state');
});
