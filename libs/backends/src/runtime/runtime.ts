import { basename, dirname } from 'node:path';
import type { Device } from './device.js';
import { OnnxSession, type Network } from './onnx-session.js';
import { TextNetwork } from './text-network.js';
import { TiledNetwork, type TilePolicy } from './tiled-network.js';

/** What a runtime is made with. */
export interface RuntimeOptions {
  /** Processor threads of one network call. */
  readonly threads: number;
  readonly device: Device;
  /** Finds the file that is loaded in the place of a graph, each time anew; by default the graph itself. */
  readonly replace?: (graph: string) => Promise<string>;
}

const HALVES = ['vae_encoder', 'vae_decoder'] as const;

type AutoencoderHalf = (typeof HALVES)[number];

/** When each half of the autoencoder works in tiles; never where it is absent. */
export type TilePolicies = Readonly<Partial<Record<AutoencoderHalf, TilePolicy>>>;

/** Opens the networks of one model, all on the same device. */
export class Runtime {
  readonly device: Device;
  readonly #options: RuntimeOptions;
  readonly #textNetworks: TextNetwork[] = [];
  readonly #autoencoder: Partial<Record<AutoencoderHalf, TiledNetwork>> = {};
  #tilePolicies: TilePolicies = {};

  constructor(options: RuntimeOptions) {
    this.device = options.device;
    this.#options = options;
  }

  /**
   * Loads a graph.
   *
   * @param file absolute path of a `.onnx` file; one in a folder `text_encoder…` can rest,
   *   those of the autoencoder can work in tiles
   * @param keepsMemory whether memory is kept between calls: faster, but the peak of the largest call
   *   stays taken
   * @param tail more nodes and outputs for the graph
   * @throws BackendError `model-missing`, `out-of-memory`, `unavailable` for a device that is not there
   */
  async open(file: string, keepsMemory: boolean, tail?: Uint8Array): Promise<Network> {
    const { replace = (graph) => Promise.resolve(graph), ...options } = this.#options;
    const load = async () => OnnxSession.open(await replace(file), { ...options, keepsMemory, tail });
    const component = basename(dirname(file));
    if (component.startsWith('text_encoder')) {
      const network = await TextNetwork.open(load);
      this.#textNetworks.push(network);
      return network;
    }
    if (component !== 'vae_decoder' && component !== 'vae_encoder') return load();
    const half = new TiledNetwork(await load());
    half.setPolicy(this.#tilePolicies[component]);
    this.#autoencoder[component] = half;
    return half;
  }

  /** Says when the halves of the autoencoder work in tiles, from the next call on. */
  setTilePolicies(policies: TilePolicies): void {
    this.#tilePolicies = policies;
    for (const half of HALVES) this.#autoencoder[half]?.setPolicy(policies[half]);
  }

  /** Whether latents of a size are decoded in tiles. */
  decodesInTiles(latents: { readonly width: number; readonly height: number }): boolean {
    return this.#autoencoder.vae_decoder?.usesTiles(latents) ?? false;
  }

  /**
   * Lets the decoder work in small tiles from now on: far less memory, not quite the same picture.
   *
   * @returns whether that changes anything
   */
  tileDecoder(): boolean {
    return this.#autoencoder.vae_decoder?.spareMemory() ?? false;
  }

  /**
   * Gives the memory of the text encoders back until a new text comes.
   *
   * @returns whether there was any
   */
  async restTextEncoders(): Promise<boolean> {
    const rested = await Promise.all(this.#textNetworks.map((network) => network.rest()));
    return rested.includes(true);
  }
}
