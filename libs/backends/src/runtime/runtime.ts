import { OnnxSession } from './onnx-session.js';
import type { Device } from './device.js';

/** What a runtime is made with. */
export interface RuntimeOptions {
  /** Processor threads of one network call. */
  readonly threads: number;
  readonly device: Device;
}

/** Opens the networks of one model, all on the same device. */
export class Runtime {
  readonly #options: RuntimeOptions;

  constructor(options: RuntimeOptions) {
    this.#options = options;
  }

  /**
   * Loads a graph.
   *
   * @param file absolute path of a `.onnx` file
   * @param keepsMemory whether memory is kept between calls: faster, but the peak of the largest call
   *   stays taken
   * @throws BackendError `model-missing`, `out-of-memory`, `unavailable` for a device that is not there
   */
  async open(file: string, keepsMemory: boolean): Promise<OnnxSession> {
    return OnnxSession.open(file, { ...this.#options, keepsMemory });
  }
}
