import type { Port, Tensor } from '../../runtime/tensor.js';
import type { Emphasis } from '../../text/prompt-grammar/emphasis.js';
import type { TextEncoder } from '../networks/text-encoder.js';
import { joinTokens } from './join-tensors.js';
import type { PromptChunk } from './prompt-chunks.js';
import { weighTokens } from './weigh-tokens.js';

/** What a CLIP encoder makes of a prompt. */
export interface EncodedChunks {
  /** Hidden states of all chunks after each other, weighed: `[1, chunks · tokens, width]`. */
  readonly hidden: Tensor;
  /** The first chunk as one vector, `[1, width]`, if it was asked for: weights don't touch it. */
  readonly pooled: Tensor | undefined;
}

/**
 * Runs a CLIP encoder once per chunk.
 *
 * @param hidden the encoder's output to use as hidden states
 * @param pooled its output for the text as one vector, where it is wanted
 */
export async function encodeChunks(
  encoder: TextEncoder,
  chunks: readonly PromptChunk[],
  {
    emphasis,
    hidden,
    pooled,
  }: { readonly emphasis: Emphasis; readonly hidden: Port; readonly pooled?: Port },
): Promise<EncodedChunks> {
  const weighed: Tensor[] = [];
  let first: Tensor | undefined;
  for (const { ids, weights } of chunks) {
    const outputs = pooled === undefined ? [hidden] : [hidden, pooled];
    const [states, vector] = await encoder.encode({ ids }, outputs);
    if (states === undefined) throw new RangeError('an encoder without an answer');
    weighed.push(weighTokens(states, weights, emphasis));
    first ??= vector;
  }
  return { hidden: joinTokens(weighed), pooled: first };
}
