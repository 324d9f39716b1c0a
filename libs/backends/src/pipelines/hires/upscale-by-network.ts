import { fitPlanes, type Planes } from '../../numerics/planes.js';
import { processTiles } from '../../numerics/process-tiles.js';
import type { Pixels } from '../../pictures/pixels.js';
import type { Network } from '../../runtime/onnx-session.js';

/** Side of a tile in pixels: about A1111's. */
export const UPSCALER_TILE = 192;

/** Pixels that a tile shares with the next one. */
const OVERLAP = 16;

/**
 * Makes a picture larger with a network of the ESRGAN kind: RGB planes of 0 to 1 in, planes of a whole
 * multiple of their size out. Works in tiles: its activations take a hundred times the picture.
 *
 * @returns the picture times the network's factor
 * @throws BackendError `out-of-memory`, `internal`
 */
export async function upscaleByNetwork(network: Network, image: Pixels): Promise<Pixels> {
  const side = fixedSide(network) ?? UPSCALER_TILE;
  const run = (tile: Planes) => runTile(network, tile);
  const { width, height, data } = await processTiles(toUnitPlanes(image), { side, overlap: OVERLAP }, run);
  return { width, height, channels: 3, data: toBytes(data) };
}

async function runTile(network: Network, tile: Planes): Promise<Planes> {
  const [port] = network.inputs;
  if (port === undefined) throw new RangeError(`${network.file} has no input`);
  const side = fixedSide(network);
  const input = side === undefined ? tile : fitPlanes(tile, { width: side, height: side });
  const feed = { data: input.data, dims: [1, input.channels, input.height, input.width] };
  const { data, dims } = await network.run(new Map([[port, feed]]), network.output([]));
  const [, channels = 0, height = 0, width = 0] = dims;
  const factor = width / input.width;
  return fitPlanes(
    { data, channels, height, width },
    { width: tile.width * factor, height: tile.height * factor },
  );
}

/** Side of the squares that an export takes, where it takes no others. */
export function fixedSide({ inputs: [port] }: Pick<Network, 'inputs'>): number | undefined {
  const side = port?.shape[2];
  return typeof side === 'number' ? side : undefined;
}

function toUnitPlanes({ width, height, data: pixels }: Pixels): Planes {
  const places = width * height;
  const data = Float32Array.from({ length: 3 * places }, (_, i) => {
    return (pixels[(i % places) * 3 + Math.floor(i / places)] ?? 0) / 255;
  });
  return { data, channels: 3, width, height };
}

function toBytes(planes: Float32Array): Uint8Array {
  const places = planes.length / 3;
  const bytes = Uint8ClampedArray.from({ length: planes.length }, (_, i) => {
    return (planes[(i % 3) * places + Math.floor(i / 3)] ?? 0) * 255;
  });
  return new Uint8Array(bytes.buffer);
}
