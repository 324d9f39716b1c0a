import type { Tensor } from '../runtime/tensor.js';
import type { ClipTokenizer } from '../text/clip-tokenizer.js';
import type { ClipTextEncoder } from './networks/clip-text-encoder.js';
import type { PipelineEvent } from './pipeline.js';

/** A text of the request. */
export interface PromptText {
  readonly field: 'prompt' | 'negative_prompt';
  readonly text: string;
}

/** The parts that turn text into context. */
export interface TextStage {
  readonly tokenizer: ClipTokenizer;
  readonly textEncoder: ClipTextEncoder;
}

/**
 * Encodes texts for the denoiser and reports what did not fit.
 *
 * @returns one context `[1, tokens, width]` per text
 */
export async function* encodePrompts(
  { tokenizer, textEncoder }: TextStage,
  texts: readonly PromptText[],
): AsyncGenerator<PipelineEvent, readonly Tensor[]> {
  yield { type: 'phase', phase: 'encode', done: 0 };
  const contexts: Tensor[] = [];
  for (const { field, text } of texts) {
    const { ids, dropped } = tokenizer.encode(text);
    if (dropped !== '') yield { type: 'dropped-text', field, text: dropped };
    contexts.push(await textEncoder.encode(ids));
  }
  yield { type: 'phase', phase: 'encode', done: 1 };
  return contexts;
}
