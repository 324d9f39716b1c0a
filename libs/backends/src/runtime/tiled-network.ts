import type { Network } from './onnx-session.js';
import type { Feed, Port, Tensor } from './tensor.js';

/** Share of a tile that it has in common with its neighbour, as in diffusers' `tile_overlap_factor`. */
const OVERLAP = 0.25;

/**
 * Latents of a tile, each way: 512 pixels for the usual autoencoders. Smaller inputs are halved. Multiples of
 * four, so that the overlap is a whole number.
 */
const MAX_TILE = 64;
const MIN_TILE = 8;

/** A plane stack `[1, channels, height, width]`. */
interface Planes {
  readonly data: Float32Array;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/**
 * An autoencoder's decoder that can work in tiles: its attention needs memory with the square of the area.
 * The tiles overlap and are blended into each other, as `AutoencoderKL.tiled_decode` of diffusers does it;
 * the picture is not quite the same as that of one call.
 */
export class TiledNetwork implements Network {
  readonly #network: Network;
  #usesTiles = false;

  constructor(network: Network) {
    this.#network = network;
  }

  get file(): string {
    return this.#network.file;
  }

  get inputs(): readonly Port[] {
    return this.#network.inputs;
  }

  get outputs(): readonly Port[] {
    return this.#network.outputs;
  }

  findInput(names: readonly string[]): Port | undefined {
    return this.#network.findInput(names);
  }

  input(names: readonly string[]): Port {
    return this.#network.input(names);
  }

  output(names: readonly string[]): Port {
    return this.#network.output(names);
  }

  /**
   * Works in tiles from now on.
   *
   * @returns false where it did already, or where the export fixed the size
   */
  useTiles(): boolean {
    const [latents] = this.inputs;
    const isFixed = latents?.shape.slice(2).some((length) => typeof length === 'number') ?? true;
    const doesChange = !this.#usesTiles && !isFixed;
    this.#usesTiles ||= doesChange;
    return doesChange;
  }

  async run(feeds: ReadonlyMap<Port, Feed>, output: Port): Promise<Tensor> {
    const [first] = feeds;
    if (!this.#usesTiles || first === undefined || feeds.size > 1) return this.#network.run(feeds, output);
    const [port, { data, dims }] = first;
    const [, channels = 0, height = 0, width = 0] = dims;
    const latents = { data: Float32Array.from(data), channels, height, width };
    const decode = async (tile: Planes): Promise<Planes> => {
      const feed = { data: tile.data, dims: [1, tile.channels, tile.height, tile.width] };
      return toPlanes(await this.#network.run(new Map([[port, feed]]), output));
    };
    return toTensor(await decodeTiles(latents, decode));
  }

  async runAll(feeds: ReadonlyMap<Port, Feed>, outputs: readonly Port[]): Promise<readonly Tensor[]> {
    return outputs.length === 1 && outputs[0] !== undefined
      ? [await this.run(feeds, outputs[0])]
      : this.#network.runAll(feeds, outputs);
  }

  async release(): Promise<void> {
    await this.#network.release();
  }
}

async function decodeTiles(latents: Planes, decode: (tile: Planes) => Promise<Planes>): Promise<Planes> {
  const longest = Math.max(latents.height, latents.width);
  const half = Math.ceil((longest / 2) * OVERLAP) / OVERLAP;
  const tile = Math.max(MIN_TILE, Math.min(MAX_TILE, half));
  const stride = tile * (1 - OVERLAP);
  let above: readonly Planes[] = [];
  let result: Planes | undefined;
  for (let top = 0; top < latents.height; top += stride) {
    const row: Planes[] = [];
    for (let left = 0; left < latents.width; left += stride) {
      const decoded = await decode(crop(latents, { top, left, side: tile }));
      const factor = decoded.width / Math.min(tile, latents.width - left);
      const extent = tile * factor * OVERLAP;
      const neighbours = { above: above[row.length], before: row.at(-1) };
      blend(decoded, neighbours, extent);
      row.push(decoded);
      result ??= emptyPlanes(decoded.channels, latents.height * factor, latents.width * factor);
      paste(decoded, result, { top: top * factor, left: left * factor, side: tile * factor - extent });
    }
    above = row;
  }
  if (result === undefined) throw new RangeError('there are no latents to decode');
  return result;
}

interface Square {
  readonly top: number;
  readonly left: number;
  readonly side: number;
}

function crop({ data, channels, height, width }: Planes, { top, left, side }: Square): Planes {
  const part = emptyPlanes(channels, Math.min(side, height - top), Math.min(side, width - left));
  for (let line = 0; line < channels * part.height; line++) {
    const channel = Math.floor(line / part.height);
    const start = (channel * height + top + (line % part.height)) * width + left;
    part.data.set(data.subarray(start, start + part.width), line * part.width);
  }
  return part;
}

/** Puts the first `side` places of a tile, each way, into the whole. */
function paste(tile: Planes, whole: Planes, { top, left, side }: Square): void {
  const height = Math.min(side, tile.height, whole.height - top);
  const width = Math.min(side, tile.width, whole.width - left);
  for (let line = 0; line < tile.channels * height; line++) {
    const channel = Math.floor(line / height);
    const y = line % height;
    const start = (channel * tile.height + y) * tile.width;
    const target = (channel * whole.height + top + y) * whole.width + left;
    whole.data.set(tile.data.subarray(start, start + width), target);
  }
}

/** Fades from the neighbours' last `extent` places into the tile's first ones; the one above comes first. */
function blend(
  tile: Planes,
  { above, before }: { readonly above: Planes | undefined; readonly before: Planes | undefined },
  extent: number,
): void {
  const rows = Math.min(extent, above?.height ?? 0, tile.height);
  const columns = Math.min(extent, before?.width ?? 0, tile.width);
  for (let i = 0; i < tile.data.length; i++) {
    const x = i % tile.width;
    const y = Math.floor(i / tile.width) % tile.height;
    const channel = Math.floor(i / (tile.width * tile.height));
    if (above !== undefined && y < rows) {
      const other = above.data[(channel * above.height + above.height - rows + y) * above.width + x];
      tile.data[i] = mix(other, tile.data[i], y / rows);
    }
    if (before !== undefined && x < columns) {
      const other = before.data[(channel * before.height + y) * before.width + before.width - columns + x];
      tile.data[i] = mix(other, tile.data[i], x / columns);
    }
  }
}

function mix(other = 0, own = 0, share: number): number {
  return other * (1 - share) + own * share;
}

function emptyPlanes(channels: number, height: number, width: number): Planes {
  return { data: new Float32Array(channels * height * width), channels, height, width };
}

function toPlanes({ data, dims: [, channels = 0, height = 0, width = 0] }: Tensor): Planes {
  return { data: Float32Array.from(data), channels, height, width };
}

function toTensor({ data, channels, height, width }: Planes): Tensor {
  return { data, dims: [1, channels, height, width] };
}
