import { basename, dirname } from 'node:path';
import type { Device } from './device.js';
import { OnnxSession, type Network } from './onnx-session.js';
import { TextNetwork } from './text-network.js';

/** What a runtime is made with. */
export interface RuntimeOptions {
  /** Processor threads of one network call. */
  readonly threads: number;
  readonly device: Device;
}

/** Opens the networks of one model, all on the same device. */
export class Runtime {
  readonly device: Device;
  readonly #options: RuntimeOptions;
  readonly #textNetworks: TextNetwork[] = [];

  constructor(options: RuntimeOptions) {
    this.device = options.device;
    this.#options = options;
  }

  /**
   * Loads a graph.
   *
   * @param file absolute path of a `.onnx` file; one in a folder `text_encoder…` can rest
   * @param keepsMemory whether memory is kept between calls: faster, but the peak of the largest call
   *   stays taken
   * @throws BackendError `model-missing`, `out-of-memory`, `unavailable` for a device that is not there
   */
  async open(file: string, keepsMemory: boolean): Promise<Network> {
    const load = () => OnnxSession.open(file, { ...this.#options, keepsMemory });
    if (!basename(dirname(file)).startsWith('text_encoder')) return load();
    const network = await TextNetwork.open(load);
    this.#textNetworks.push(network);
    return network;
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
