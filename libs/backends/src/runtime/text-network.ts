import type { Network } from './onnx-session.js';
import type { Feed, Port, Tensor } from './tensor.js';

/** Answers kept: a prompt and a negative prompt for each of the last few requests. */
const MAX_REMEMBERED = 16;

/**
 * A text encoder. It works once for a picture, and for pictures with the same prompt it need not work at
 * all: its last answers are kept, and its weights can rest on the disk until a new text comes.
 */
export class TextNetwork implements Network {
  readonly #load: () => Promise<Network>;
  /** Knows its ports, also when its weights are gone. */
  readonly #first: Network;
  readonly #remembered = new Map<string, readonly Tensor[]>();
  #network: Network | undefined;

  private constructor(network: Network, load: () => Promise<Network>) {
    this.#first = network;
    this.#network = network;
    this.#load = load;
  }

  /**
   * @param load loads the encoder; called again for a text that comes after a rest
   * @throws BackendError as `load`
   */
  static async open(load: () => Promise<Network>): Promise<TextNetwork> {
    return new TextNetwork(await load(), load);
  }

  get file(): string {
    return this.#first.file;
  }

  get inputs(): readonly Port[] {
    return this.#first.inputs;
  }

  get outputs(): readonly Port[] {
    return this.#first.outputs;
  }

  findInput(names: readonly string[]): Port | undefined {
    return this.#first.findInput(names);
  }

  input(names: readonly string[]): Port {
    return this.#first.input(names);
  }

  output(names: readonly string[]): Port {
    return this.#first.output(names);
  }

  /** Gives the weights' memory back until the next text that is not remembered. */
  async rest(): Promise<boolean> {
    const network = this.#network;
    this.#network = undefined;
    await network?.release();
    return network !== undefined;
  }

  async run(feeds: ReadonlyMap<Port, Feed>, output: Port): Promise<Tensor> {
    const [tensor] = await this.runAll(feeds, [output]);
    if (tensor === undefined) throw new TypeError(`output ${output.name} is missing`);
    return tensor;
  }

  async runAll(feeds: ReadonlyMap<Port, Feed>, outputs: readonly Port[]): Promise<readonly Tensor[]> {
    const key = keyOf(feeds, outputs);
    const known = this.#remembered.get(key);
    if (known !== undefined) return this.#remember(key, known);
    this.#network ??= await this.#load();
    return this.#remember(key, await this.#network.runAll(feeds, outputs));
  }

  async release(): Promise<void> {
    this.#remembered.clear();
    await this.rest();
  }

  /** The youngest entry is the last one of the map. */
  #remember(key: string, answer: readonly Tensor[]): readonly Tensor[] {
    this.#remembered.delete(key);
    this.#remembered.set(key, answer);
    const [oldest] = this.#remembered.keys();
    if (this.#remembered.size > MAX_REMEMBERED && oldest !== undefined) this.#remembered.delete(oldest);
    return answer;
  }
}

function keyOf(feeds: ReadonlyMap<Port, Feed>, outputs: readonly Port[]): string {
  const inputs = [...feeds].map(([{ name }, { data, dims }]) => [name, dims, Array.from(data)]);
  return JSON.stringify([inputs, outputs.map(({ name }) => name)]);
}
