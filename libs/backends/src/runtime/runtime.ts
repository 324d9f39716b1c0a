import { basename, dirname } from 'node:path';
import type { Device } from './device.js';
import { OnnxSession, type Network } from './onnx-session.js';
import { TextNetwork } from './text-network.js';
import { TiledNetwork } from './tiled-network.js';

/** What a runtime is made with. */
export interface RuntimeOptions {
  /** Processor threads of one network call. */
  readonly threads: number;
  readonly device: Device;
  /** Finds the file that is loaded in the place of a graph, each time anew; by default the graph itself. */
  readonly replace?: (graph: string) => Promise<string>;
}

/** Opens the networks of one model, all on the same device. */
export class Runtime {
  readonly device: Device;
  readonly #options: RuntimeOptions;
  readonly #textNetworks: TextNetwork[] = [];
  #decoder: TiledNetwork | undefined;

  constructor(options: RuntimeOptions) {
    this.device = options.device;
    this.#options = options;
  }

  /**
   * Loads a graph.
   *
   * @param file absolute path of a `.onnx` file; one in a folder `text_encoder…` can rest,
   *   one in `vae_decoder` can work in tiles
   * @param keepsMemory whether memory is kept between calls: faster, but the peak of the largest call
   *   stays taken
   * @throws BackendError `model-missing`, `out-of-memory`, `unavailable` for a device that is not there
   */
  async open(file: string, keepsMemory: boolean): Promise<Network> {
    const { replace = (graph) => Promise.resolve(graph), ...options } = this.#options;
    const load = async () => OnnxSession.open(await replace(file), { ...options, keepsMemory });
    const component = basename(dirname(file));
    if (component.startsWith('text_encoder')) {
      const network = await TextNetwork.open(load);
      this.#textNetworks.push(network);
      return network;
    }
    if (component !== 'vae_decoder') return load();
    this.#decoder = new TiledNetwork(await load());
    return this.#decoder;
  }

  /**
   * Lets the decoder work in tiles from now on: far less memory, not quite the same picture.
   *
   * @returns whether that changes anything
   */
  tileDecoder(): boolean {
    return this.#decoder?.useTiles() ?? false;
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
