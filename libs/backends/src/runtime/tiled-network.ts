import { processTiles, type Tiling } from '../numerics/process-tiles.js';
import type { Planes } from '../numerics/planes.js';
import type { Network } from './onnx-session.js';
import type { Feed, Port, Tensor } from './tensor.js';

/** Share of a tile that it has in common with its neighbour, as in diffusers' `tile_overlap_factor`. */
const OVERLAP = 0.25;

/** When memory ran short, small inputs are halved. Multiples of four, so that the overlap is a whole number. */
const MAX_TILE = 64;
const MIN_TILE = 8;

/** From which size on a network works in tiles. In places of its input: pixels or latents. */
export interface TilePolicy {
  /** Width × height of the largest input that it takes in one call. */
  readonly maxArea: number;
  /** Side of a tile, a multiple of four. */
  readonly side: number;
}

/**
 * A half of an autoencoder that can work in tiles: its attention needs memory and time with the square of
 * the area. The picture is not quite the same as that of one call.
 */
export class TiledNetwork implements Network {
  readonly #network: Network;
  #policy: TilePolicy | undefined;
  #isShortOfMemory = false;

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

  /** @param policy from the next call on; undefined for never */
  setPolicy(policy: TilePolicy | undefined): void {
    this.#policy = policy;
  }

  /**
   * Works in small tiles from now on, whatever the policy.
   *
   * @returns false where it did already, or where the export fixed the size
   */
  spareMemory(): boolean {
    const doesChange = !this.#isShortOfMemory && !this.#isFixed;
    this.#isShortOfMemory ||= doesChange;
    return doesChange;
  }

  /** Whether an input of a size is worked on in tiles. */
  usesTiles(size: { readonly width: number; readonly height: number }): boolean {
    return this.#tilingFor(size) !== undefined;
  }

  async run(feeds: ReadonlyMap<Port, Feed>, output: Port): Promise<Tensor> {
    const [first] = feeds;
    if (first === undefined || feeds.size > 1) return this.#network.run(feeds, output);
    const [port, { data, dims }] = first;
    const [batch, channels = 0, height = 0, width = 0] = dims;
    const tiling = batch === 1 ? this.#tilingFor({ width, height }) : undefined;
    if (tiling === undefined) return this.#network.run(feeds, output);
    const planes = { data: asFloats(data), channels, height, width };
    const runTile = async (tile: Planes): Promise<Planes> => {
      return toPlanes(await this.#network.run(new Map([[port, toTensor(tile)]]), output));
    };
    return toTensor(await processTiles(planes, tiling, runTile));
  }

  async runAll(feeds: ReadonlyMap<Port, Feed>, outputs: readonly Port[]): Promise<readonly Tensor[]> {
    return outputs.length === 1 && outputs[0] !== undefined
      ? [await this.run(feeds, outputs[0])]
      : this.#network.runAll(feeds, outputs);
  }

  async release(): Promise<void> {
    await this.#network.release();
  }

  get #isFixed(): boolean {
    const [port] = this.inputs;
    return port?.shape.slice(2).some((length) => typeof length === 'number') ?? true;
  }

  #tilingFor({ width, height }: { readonly width: number; readonly height: number }): Tiling | undefined {
    const longest = Math.max(width, height);
    const side = this.#isShortOfMemory ? smallTile(longest) : this.#policySide(width * height);
    if (side === undefined || side >= longest || this.#isFixed) return undefined;
    return { side, overlap: side * OVERLAP };
  }

  #policySide(area: number): number | undefined {
    return this.#policy !== undefined && area > this.#policy.maxArea ? this.#policy.side : undefined;
  }
}

function smallTile(longest: number): number {
  const half = Math.ceil((longest / 2) * OVERLAP) / OVERLAP;
  return Math.max(MIN_TILE, Math.min(MAX_TILE, half));
}

/** `Float32Array.from` takes value by value, also of one that is a Float32Array already. */
function asFloats(data: ArrayLike<number>): Float32Array {
  return data instanceof Float32Array ? data : Float32Array.from(data);
}

function toPlanes({ data, dims: [, channels = 0, height = 0, width = 0] }: Tensor): Planes {
  return { data, channels, height, width };
}

function toTensor({ data, channels, height, width }: Planes): Tensor {
  return { data, dims: [1, channels, height, width] };
}
