import type { WarningEvent } from '@cyberimage/core';
import type { PlainText } from '../../text/prompt-grammar/plain-text.js';
import type { ChunkedPrompt } from './prompt-chunks.js';

const CHUNKS_NOT_TAKEN: WarningEvent = {
  type: 'warning',
  code: 'prompt-chunks-not-taken',
  message:
    'this export fixed the length of the text: there is one chunk of it, and neither BREAK nor a longer prompt makes more; an export with a dynamic sequence length takes any number',
};

const WEIGHTS_IGNORED: WarningEvent = {
  type: 'warning',
  code: 'prompt-weights-ignored',
  message:
    "weights such as (word:1.2) have no effect on this model's text encoder; they were taken out of the prompt",
};

/** Told where a prompt of several chunks met an export that takes one. */
export function chunkWarnings(prompts: readonly ChunkedPrompt[]): readonly WarningEvent[] {
  return prompts.some(({ wantedMore }) => wantedMore) ? [CHUNKS_NOT_TAKEN] : [];
}

/** Told where the only encoder of the prompt's words knows no weights. */
export function weightWarnings({ hadWeights }: PlainText): readonly WarningEvent[] {
  return hadWeights ? [WEIGHTS_IGNORED] : [];
}
