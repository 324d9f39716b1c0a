import type { ClipTokenizer } from '../../text/clip-tokenizer.js';
import { chunkTokens, type WeightedToken } from '../../text/prompt-grammar/chunk-tokens.js';
import type { Emphasis } from '../../text/prompt-grammar/emphasis.js';
import { parseEmphasis } from '../../text/prompt-grammar/parse-emphasis.js';

/** As much of a prompt as a CLIP encoder reads at once, with bos, eos and padding. */
export interface PromptChunk {
  readonly ids: readonly number[];
  /** One per id; 1 for those that are not of the prompt. */
  readonly weights: readonly number[];
}

/** A prompt in pieces that CLIP encoders take. */
export interface ChunkedPrompt {
  /** At least one. */
  readonly chunks: readonly PromptChunk[];
  /** The end of the prompt that no chunk had room for. */
  readonly dropped: string;
  /** Whether the prompt asked for more chunks than there may be. */
  readonly wantedMore: boolean;
}

/**
 * Turns a prompt into token ids and their weights.
 *
 * @param emphasis `none` takes every sign for text and one chunk for all, as diffusers does
 * @param hasFixedLength whether the denoiser's export fixed the length of the text: one chunk at most then,
 *   filled to the last token
 */
export function chunkPrompt(
  tokenizer: ClipTokenizer,
  prompt: string,
  emphasis: Emphasis,
  hasFixedLength: boolean,
): ChunkedPrompt {
  const { room, comma } = tokenizer;
  const sections = emphasis === 'none' ? [[{ text: prompt, weight: 1 }]] : parseEmphasis(prompt);
  const tokens = sections.map((section) =>
    section.flatMap(({ text, weight }) =>
      tokenizer.tokenize(text).map((id) => ({ id, weight: emphasis === 'ignore' ? 1 : weight })),
    ),
  );
  if (emphasis !== 'none' && !hasFixedLength) {
    const chunks = chunkTokens(tokens, room, comma).map((chunk) => frame(tokenizer, chunk));
    return { chunks, dropped: '', wantedMore: false };
  }
  const all = tokens.flat();
  return {
    chunks: [frame(tokenizer, all.slice(0, room))],
    dropped: tokenizer.decode(all.slice(room).map(({ id }) => id)),
    wantedMore: emphasis !== 'none' && (sections.length > 1 || all.length > room),
  };
}

/** A chunk of nothing: fills up where another encoder's prompt is longer. */
export function emptyChunk(tokenizer: ClipTokenizer): PromptChunk {
  return frame(tokenizer, []);
}

function frame(tokenizer: ClipTokenizer, tokens: readonly WeightedToken[]): PromptChunk {
  const ids = tokenizer.frame(tokens.map(({ id }) => id));
  // bos comes first: token i of the text is id i + 1.
  return { ids, weights: ids.map((_, i) => tokens[i - 1]?.weight ?? 1) };
}
