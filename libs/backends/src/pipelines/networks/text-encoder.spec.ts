import { describe, expect, it } from 'vitest';
import type { Network } from '../../runtime/onnx-session.js';
import type { Feed, Port, Tensor } from '../../runtime/tensor.js';
import { TextEncoder } from './text-encoder.js';

const port = (name: string, shape: Port['shape']): Port => ({ name, type: 'int64', shape });

interface FakeNetwork {
  readonly network: Network;
  readonly feeds: Record<string, Feed>[];
}

/** A graph whose outputs are `[batch, 1, 1]` with the row's first id. */
function fakeNetwork(inputs: readonly Port[], outputNames: readonly string[]): FakeNetwork {
  const outputs = outputNames.map((name) => port(name, []));
  const feeds: Record<string, Feed>[] = [];
  const find = (names: readonly string[]) => inputs.find(({ name }) => names.includes(name));
  const network: Network = {
    file: 'text_encoder/model.onnx',
    inputs,
    outputs,
    findInput: find,
    input: (names) => find(names) ?? port('missing', []),
    output: (names) => outputs.find(({ name }) => names.includes(name)) ?? port('none', []),
    run: () => Promise.reject(new Error('not asked for')),
    runAll: (given, asked): Promise<readonly Tensor[]> => {
      const byName = Object.fromEntries([...given].map(([{ name }, feed]) => [name, feed]));
      feeds.push(byName);
      const { data, dims } = byName['input_ids'] ?? { data: [], dims: [] };
      const [batch = 0, length = 0] = dims;
      const rows = Float32Array.from({ length: batch }, (_, i) => data[i * length] ?? 0);
      return Promise.resolve(asked.map(() => ({ data: rows, dims: [batch, 1, 1] })));
    },
    release: () => Promise.resolve(),
  };
  return { network, feeds };
}

const IDS = port('input_ids', ['batch', 'sequence']);
const LAYERS = ['text_embeds', 'last_hidden_state', 'hidden_states.0', 'hidden_states.1', 'hidden_states.2'];

describe('TextEncoder', () => {
  it('counts the layers from the end, whatever the order of the outputs', () => {
    const encoder = new TextEncoder(fakeNetwork([IDS], LAYERS.toReversed()).network);
    expect(encoder.hiddenState(1).name).toBe('hidden_states.1');
    expect(encoder.hiddenState(2).name).toBe('hidden_states.0');
    expect(encoder.hiddenState(9).name).toBe('hidden_states.0');
    expect(encoder.pooled.name).toBe('text_embeds');
  });

  it('gives the last hidden states where the export has no others', () => {
    const encoder = new TextEncoder(fakeNetwork([IDS], ['last_hidden_state', 'pooler_output']).network);
    expect(encoder.hasHiddenStates).toBe(false);
    expect(encoder.hiddenState(1).name).toBe('last_hidden_state');
    expect(encoder.pooled.name).toBe('pooler_output');
  });

  it('feeds a mask to an encoder that asks for one', async () => {
    const { network, feeds } = fakeNetwork([IDS, port('attention_mask', [])], LAYERS);
    const encoder = new TextEncoder(network);
    await encoder.encode({ ids: [5, 6, 0], mask: [1, 1, 0] }, [encoder.lastHiddenState]);
    expect(feeds[0]?.['attention_mask']).toEqual({ data: [1, 1, 0], dims: [1, 3] });
  });

  it('fills a batch that the export fixed, and gives its first row', async () => {
    const { network, feeds } = fakeNetwork([port('input_ids', [2, 77])], LAYERS);
    const encoder = new TextEncoder(network);
    const [first] = await encoder.encode({ ids: [7, 8] }, [encoder.lastHiddenState]);
    expect(encoder.fixedLength).toBe(77);
    expect(feeds[0]?.['input_ids']).toEqual({ data: [7, 8, 7, 8], dims: [2, 2] });
    expect(first).toEqual({ data: Float32Array.of(7), dims: [1, 1, 1] });
  });
});
