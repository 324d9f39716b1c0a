import type { Port } from '../../runtime/tensor.js';
import { normTails } from '../../runtime/graph-tail.js';
import type { ClipTokenizer } from '../../text/clip-tokenizer.js';
import type { FamilyParameters } from '../family-parameters.js';
import { hasFixedContext, type ModelFacts } from '../model-facts.js';
import { TextEncoder } from '../networks/text-encoder.js';
import type { OpenNetwork } from '../model-parts.js';
import { encodeChunks } from './encode-chunks.js';
import { loadClipTokenizer } from './load-tokenizer.js';
import { chunkPrompt } from './prompt-chunks.js';
import { skippedOutput } from './encoder-layers.js';
import { chunkWarnings } from './text-warnings.js';
import { clipSkipFor, type EncodedText, type PromptText, type TextStage } from './text-stage.js';

/** One CLIP encoder: the context is its last hidden states (Stable Diffusion 1.x and 2.x, LCM). */
export class ClipTextStage implements TextStage {
  readonly #facts: ModelFacts;
  readonly #open: OpenNetwork;
  readonly #tokenizer: ClipTokenizer;
  readonly #encoder: TextEncoder;
  /** The same encoder with an output per layer, loaded when the first prompt comes that leaves some out. */
  #skipping: TextEncoder | undefined;

  private constructor(
    facts: ModelFacts,
    open: OpenNetwork,
    { tokenizer, encoder }: { readonly tokenizer: ClipTokenizer; readonly encoder: TextEncoder },
  ) {
    this.#facts = facts;
    this.#open = open;
    this.#tokenizer = tokenizer;
    this.#encoder = encoder;
  }

  static async load(facts: ModelFacts, open: OpenNetwork): Promise<ClipTextStage> {
    const tokenizer = await loadClipTokenizer(facts.folder, 'tokenizer');
    const encoder = new TextEncoder(await open('text_encoder'));
    return new ClipTextStage(facts, open, { tokenizer, encoder });
  }

  async encode(prompt: PromptText, parameters: FamilyParameters): Promise<EncodedText> {
    const { emphasis = 'none' } = parameters;
    const chunked = chunkPrompt(this.#tokenizer, prompt.text, emphasis, hasFixedContext(this.#facts));
    const { encoder, output } = await this.#chooseEncoder(clipSkipFor(prompt, parameters));
    const { hidden } = await encodeChunks(encoder, chunked.chunks, { emphasis, hidden: output });
    return { condition: { context: hidden }, dropped: chunked.dropped, warnings: chunkWarnings([chunked]) };
  }

  async release(): Promise<void> {
    await this.#encoder.release();
    await this.#skipping?.release();
  }

  /** @param clipSkip layers to leave out, as many as the graph tells at most */
  async #chooseEncoder(clipSkip: number): Promise<{ readonly encoder: TextEncoder; readonly output: Port }> {
    if (clipSkip === 0) return { encoder: this.#encoder, output: this.#encoder.lastHiddenState };
    const { skippableLayers } = this.#facts;
    this.#skipping ??= new TextEncoder(await this.#open('text_encoder', normTails(skippableLayers)));
    return { encoder: this.#skipping, output: this.#skipping.output(skippedOutput(clipSkip)) };
  }
}
