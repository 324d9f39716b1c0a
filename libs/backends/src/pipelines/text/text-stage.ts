import type { WarningEvent } from '@cyberimage/core';
import type { Condition } from '../networks/denoiser.js';
import type { FamilyParameters } from '../family-parameters.js';

/** A text of the request. */
export interface PromptText {
  readonly field: 'prompt' | 'negative_prompt';
  readonly text: string;
  /** What the second and the third encoder read; `text` where empty or absent. */
  readonly second?: string | undefined;
  readonly third?: string | undefined;
  /** Whether guidance compares it with a negative prompt: `AND` needs that. */
  readonly isGuided?: boolean;
}

/** A text as the denoiser takes it. */
export interface EncodedText {
  readonly condition: Condition;
  /** The end of the text that no encoder had room for; empty when all of it was read. */
  readonly dropped: string;
  /** What keeps the picture from being what the prompt or the original model asks for. */
  readonly warnings: readonly WarningEvent[];
}

/** The part of a model that turns text into a condition: tokenisers and encoders. */
export interface TextStage {
  encode(prompt: PromptText, parameters: FamilyParameters): Promise<EncodedText>;
  release(): Promise<void>;
}

/** How many layers to leave out: diffusers keeps them all for the negative prompt, A1111 does not. */
export function clipSkipFor(
  { field }: PromptText,
  { clipSkip = 0, skipsNegative = false }: FamilyParameters,
): number {
  return field === 'prompt' || skipsNegative ? clipSkip : 0;
}
