import { BackendError } from '@cyberimage/core';
import type { OnnxSession } from '../runtime/onnx-session.js';
import type { Runtime } from '../runtime/runtime.js';
import { ClipTokenizer } from '../text/clip-tokenizer.js';
import type { Vocabulary } from '../text/clip-tokenizer-json.js';
import type { ModelFolder } from '../weights/model-folder.js';
import type { TextStage } from './encode-prompts.js';
import type { ModelFacts } from './model-facts.js';
import { ClipTextEncoder } from './networks/clip-text-encoder.js';
import { Unet } from './networks/unet.js';
import { VaeDecoder } from './networks/vae-decoder.js';
import { VaeEncoder } from './networks/vae-encoder.js';

/** The parts of a model with one CLIP text encoder and a unet, loaded. */
export class LatentDiffusionParts {
  readonly facts: ModelFacts;
  readonly text: TextStage;
  readonly unet: Unet;
  readonly vaeDecoder: VaeDecoder;
  readonly #runtime: Runtime;
  #vaeEncoder: VaeEncoder | undefined;

  private constructor(facts: ModelFacts, runtime: Runtime, tokenizer: ClipTokenizer, sessions: Sessions) {
    this.facts = facts;
    this.text = { tokenizer, textEncoder: new ClipTextEncoder(sessions.textEncoder) };
    this.unet = new Unet(sessions.unet, facts.timestepCondLength);
    this.vaeDecoder = new VaeDecoder(sessions.vaeDecoder, facts.latentScaling);
    this.#runtime = runtime;
  }

  /**
   * Loads every part that text to image needs.
   *
   * @throws BackendError `model-missing`, `out-of-memory`; nothing stays loaded then
   */
  static async load(facts: ModelFacts, runtime: Runtime): Promise<LatentDiffusionParts> {
    const tokenizer = await loadTokenizer(facts.folder);
    const opened: OnnxSession[] = [];
    const open = async (component: string, keepsMemory: boolean): Promise<OnnxSession> => {
      const session = await runtime.open(facts.folder.graph(component), keepsMemory);
      opened.push(session);
      return session;
    };
    try {
      const textEncoder = await open('text_encoder', true);
      const unet = await open('unet', true);
      // Its one call a picture has the highest peak of all: kept memory would stay taken for nothing.
      const vaeDecoder = await open('vae_decoder', false);
      return new LatentDiffusionParts(facts, runtime, tokenizer, { textEncoder, unet, vaeDecoder });
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

  async release(): Promise<void> {
    await this.text.textEncoder.release();
    await this.unet.release();
    await this.vaeDecoder.release();
    await this.#vaeEncoder?.release();
  }
}

interface Sessions {
  readonly textEncoder: OnnxSession;
  readonly unet: OnnxSession;
  readonly vaeDecoder: OnnxSession;
}

async function loadTokenizer(folder: ModelFolder): Promise<ClipTokenizer> {
  const [tokenizer, vocabulary, merges, specialTokensMap, config] = await Promise.all([
    folder.readJson('tokenizer/tokenizer.json'),
    folder.readJson('tokenizer/vocab.json') as Promise<Vocabulary | undefined>,
    folder.readText('tokenizer/merges.txt'),
    folder.readJson('tokenizer/special_tokens_map.json'),
    folder.readJson('tokenizer/tokenizer_config.json'),
  ]);
  try {
    return new ClipTokenizer({ tokenizer, vocabulary, merges, specialTokensMap, config });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new BackendError('model-missing', `${folder.root}/tokenizer: ${reason}`, { cause: error });
  }
}
