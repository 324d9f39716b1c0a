import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { TorchGenerator } from '../noise/torch-generator.js';
import { FIXTURES } from '../testing/read-oracle.js';
import { OnnxSession, type Network } from './onnx-session.js';
import type { Feed, Port } from './tensor.js';
import { TiledNetwork } from './tiled-network.js';

const LATENTS: Port = { name: 'latent_sample', type: 'float32', shape: ['batch', 2, 'height', 'width'] };
const IMAGE: Port = { name: 'sample', type: 'float32', shape: ['batch', 2, 'height', 'width'] };
const FACTOR = 2;

/** A decoder without neighbours: each latent becomes a square of its value. Notes the sizes that it sees. */
function fakeDecoder(sizes: string[] = [], latents: Port = LATENTS): Network {
  return {
    file: 'model.onnx',
    inputs: [latents],
    outputs: [IMAGE],
    run: (feeds: ReadonlyMap<Port, Feed>) => {
      const { data, dims } = feeds.get(latents) ?? { data: [], dims: [] };
      const [, channels = 0, height = 0, width = 0] = dims;
      sizes.push(`${width}x${height}`);
      const side = { height: height * FACTOR, width: width * FACTOR };
      const image = Float32Array.from({ length: channels * side.height * side.width }, (_, i) => {
        const [x, line] = [i % side.width, Math.floor(i / side.width)];
        const channel = Math.floor(line / side.height);
        const row = channel * height + Math.floor((line % side.height) / FACTOR);
        return data[row * width + Math.floor(x / FACTOR)] ?? NaN;
      });
      return Promise.resolve({ data: image, dims: [1, channels, side.height, side.width] });
    },
  } as Partial<Network> as Network;
}

const feed = (width: number, height: number) => {
  const data = Float32Array.from({ length: 2 * width * height }, (_, i) => Math.sin(i));
  return new Map([[LATENTS, { data, dims: [1, 2, height, width] }]]);
};

const spread = (data: Float32Array) => data.reduce((sum, value) => sum + Math.abs(value), 0) / data.length;

describe('TiledNetwork', () => {
  it('is the plain network until asked for tiles', async () => {
    const sizes: string[] = [];
    const network = new TiledNetwork(fakeDecoder(sizes));
    await network.run(feed(40, 24), IMAGE);
    expect([network.spareMemory(), network.spareMemory()]).toEqual([true, false]);
    await network.run(feed(40, 24), IMAGE);
    expect(sizes).toEqual(['40x24', '20x20', '20x20', '10x20', '20x9', '20x9', '10x9']);
  });

  it.each([
    [40, 24],
    [16, 16],
    [9, 70],
    [200, 64],
  ])('puts %i × %i latents together without a seam', async (width, height) => {
    const tiled = new TiledNetwork(fakeDecoder());
    tiled.spareMemory();
    const expected = await fakeDecoder().run(feed(width, height), IMAGE);
    const actual = await tiled.run(feed(width, height), IMAGE);
    expect(actual.dims).toEqual(expected.dims);
    const off = actual.data.reduce(
      (most, value, i) => Math.max(most, Math.abs(value - expected.data[i]!)),
      0,
    );
    expect(off).toBeLessThan(1e-6);
  });

  it('cannot do so where the export fixed the size', () => {
    const fixed: Port = { ...LATENTS, shape: [1, 2, 64, 64] };
    expect(new TiledNetwork(fakeDecoder([], fixed)).spareMemory()).toBe(false);
  });

  it('comes near to the picture of a real decoder', async () => {
    const file = fileURLToPath(new URL('models/sd15/vae_decoder/model.onnx', FIXTURES));
    const session = await OnnxSession.open(file, { threads: 1, device: 'cpu', keepsMemory: false });
    const network = new TiledNetwork(session);
    const [port, image] = [network.input(['latent_sample']), network.output(['sample'])];
    const feeds = new Map([
      [port, { data: new TorchGenerator(1n).randn(4 * 24 * 24), dims: [1, 4, 24, 24] }],
    ]);
    const whole = await network.run(feeds, image);
    network.spareMemory();
    const tiled = await network.run(feeds, image);
    await network.release();
    expect(tiled.dims).toEqual([1, 3, 192, 192]);
    const difference = tiled.data.map((value, i) => value - (whole.data[i] ?? NaN));
    expect(spread(difference)).toBeLessThan(0.5 * spread(whole.data));
  });
});
