import type { Network } from '../runtime/onnx-session.js';
import type { Runtime } from '../runtime/runtime.js';
import type { ModelFacts } from './model-facts.js';
import { Denoiser, type Condition } from './networks/denoiser.js';
import { VaeDecoder } from './networks/vae-decoder.js';
import { VaeEncoder } from './networks/vae-encoder.js';
import type { TextStage } from './text/text-stage.js';

/** Loads a component's graph, with more nodes and outputs where they are given. */
export type OpenNetwork = (component: string, tail?: Uint8Array) => Promise<Network>;

/** What differs between families. */
export interface Blueprint {
  /** Loads tokenisers and text encoders: the class of a text stage. */
  readonly text: { load(facts: ModelFacts, open: OpenNetwork): Promise<TextStage> };
  /** What the denoiser is told beside the text's context. */
  readonly conditions: readonly (keyof Condition)[];
}

/** The parts of a model, loaded. */
export class ModelParts {
  readonly facts: ModelFacts;
  readonly text: TextStage;
  readonly denoiser: Denoiser;
  readonly vaeDecoder: VaeDecoder;
  readonly #runtime: Runtime;
  #vaeEncoder: VaeEncoder | undefined;

  private constructor(facts: ModelFacts, runtime: Runtime, networks: Networks) {
    this.facts = facts;
    this.text = networks.text;
    this.denoiser = networks.denoiser;
    this.vaeDecoder = networks.vaeDecoder;
    this.#runtime = runtime;
  }

  /**
   * Loads every part that text to image needs.
   *
   * @throws BackendError `model-missing`, `out-of-memory`; nothing stays loaded then
   */
  static async load(facts: ModelFacts, runtime: Runtime, blueprint: Blueprint): Promise<ModelParts> {
    const opened: Network[] = [];
    const open = async (component: string, keepsMemory: boolean, tail?: Uint8Array): Promise<Network> => {
      const session = await runtime.open(facts.folder.graph(component), keepsMemory, tail);
      opened.push(session);
      return session;
    };
    try {
      const text = await blueprint.text.load(facts, (component, tail) => open(component, true, tail));
      const denoiser = new Denoiser(await open(facts.denoiser, true), blueprint.conditions);
      // Its one call a picture has the highest peak of all: kept memory would stay taken for nothing.
      const vaeDecoder = new VaeDecoder(await open('vae_decoder', false), facts.latentScaling);
      return new ModelParts(facts, runtime, { text, denoiser, vaeDecoder });
    } catch (error) {
      await Promise.all(opened.map((session) => session.release()));
      throw error;
    }
  }

  /** Loaded when the first picture to start from comes; undefined for a model without one. */
  async vaeEncoder(): Promise<VaeEncoder | undefined> {
    const { folder, latentScaling } = this.facts;
    if (this.#vaeEncoder === undefined && (await folder.hasGraph('vae_encoder'))) {
      const session = await this.#runtime.open(folder.graph('vae_encoder'), false);
      this.#vaeEncoder = new VaeEncoder(session, latentScaling);
    }
    return this.#vaeEncoder;
  }

  /**
   * Loads a network that makes pictures larger, for one of them: the caller releases it.
   *
   * @param file absolute path of a `.onnx` file
   */
  openUpscaler(file: string): Promise<Network> {
    return this.#runtime.open(file, false);
  }

  async release(): Promise<void> {
    await this.text.release();
    await this.denoiser.release();
    await this.vaeDecoder.release();
    await this.#vaeEncoder?.release();
  }
}

interface Networks {
  readonly text: TextStage;
  readonly denoiser: Denoiser;
  readonly vaeDecoder: VaeDecoder;
}
