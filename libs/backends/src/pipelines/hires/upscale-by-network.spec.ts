import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { OnnxSession } from '../../runtime/onnx-session.js';
import { FIXTURES } from '../../testing/read-oracle.js';
import { upscaleByNetwork } from './upscale-by-network.js';

const SIZE = { width: 250, height: 70 };

describe('upscaleByNetwork', () => {
  it.each(['4x-nearest', '4x-fixed'])('puts the tiles of %s together as if there were none', async (name) => {
    const file = fileURLToPath(new URL(`upscalers/${name}.onnx`, FIXTURES));
    const network = await OnnxSession.open(file, { threads: 1, device: 'cpu', keepsMemory: false });
    const pixels = Uint8Array.from({ length: 3 * 250 * 70 }, (_, i) => (i * 31) % 256);
    const result = await upscaleByNetwork(network, { ...SIZE, channels: 3, data: pixels });
    await network.release();
    expect(result).toMatchObject({ width: 1000, height: 280 });
    const wrong = result.data.findIndex((value, i) => {
      const [place, colour] = [Math.floor(i / 3), i % 3];
      const [x, y] = [Math.floor((place % 1000) / 4), Math.floor(Math.floor(place / 1000) / 4)];
      return Math.abs(value - pixels[(y * 250 + x) * 3 + colour]!) > 1;
    });
    expect(wrong).toBe(-1);
  });
});
