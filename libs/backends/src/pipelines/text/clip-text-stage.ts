import type { ClipTokenizer } from '../../text/clip-tokenizer.js';
import type { FamilyParameters } from '../family-parameters.js';
import { hasFixedContext, type ModelFacts } from '../model-facts.js';
import { TextEncoder } from '../networks/text-encoder.js';
import type { OpenNetwork } from '../model-parts.js';
import { encodeChunks } from './encode-chunks.js';
import { loadClipTokenizer } from './load-tokenizer.js';
import { chunkPrompt } from './prompt-chunks.js';
import { chunkWarnings } from './text-warnings.js';
import type { EncodedText, PromptText, TextStage } from './text-stage.js';

/** One CLIP encoder: the context is its last hidden states (Stable Diffusion 1.x and 2.x, LCM). */
export class ClipTextStage implements TextStage {
  readonly #tokenizer: ClipTokenizer;
  readonly #encoder: TextEncoder;
  readonly #hasFixedContext: boolean;

  constructor(tokenizer: ClipTokenizer, encoder: TextEncoder, isContextFixed: boolean) {
    this.#tokenizer = tokenizer;
    this.#encoder = encoder;
    this.#hasFixedContext = isContextFixed;
  }

  static async load(facts: ModelFacts, open: OpenNetwork): Promise<ClipTextStage> {
    const tokenizer = await loadClipTokenizer(facts.folder, 'tokenizer');
    const encoder = new TextEncoder(await open('text_encoder'));
    return new ClipTextStage(tokenizer, encoder, hasFixedContext(facts));
  }

  async encode({ text }: PromptText, { emphasis = 'none' }: FamilyParameters): Promise<EncodedText> {
    const prompt = chunkPrompt(this.#tokenizer, text, emphasis, this.#hasFixedContext);
    const ports = { hidden: this.#encoder.lastHiddenState };
    const { hidden } = await encodeChunks(this.#encoder, prompt.chunks, { emphasis, ...ports });
    return { condition: { context: hidden }, dropped: prompt.dropped, warnings: chunkWarnings([prompt]) };
  }

  async release(): Promise<void> {
    await this.#encoder.release();
  }
}
