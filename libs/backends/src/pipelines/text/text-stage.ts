import type { WarningEvent } from '@cyberimage/core';
import type { Condition } from '../networks/denoiser.js';
import type { PipelineRequest } from '../pipeline.js';

/** A text of the request. */
export interface PromptText {
  readonly field: 'prompt' | 'negative_prompt';
  readonly text: string;
  /** What the second and the third encoder read; `text` where empty or absent. */
  readonly second?: string | undefined;
  readonly third?: string | undefined;
}

/** A text as the denoiser takes it. */
export interface EncodedText {
  readonly condition: Condition;
  /** The end of the text that no encoder had room for; empty when all of it was read. */
  readonly dropped: string;
  /** What keeps the picture from being that of the original model. */
  readonly warning?: WarningEvent;
}

/** The part of a model that turns text into a condition: tokenisers and encoders. */
export interface TextStage {
  encode(prompt: PromptText, request: PipelineRequest): Promise<EncodedText>;
  release(): Promise<void>;
}

/** How many layers to leave out: diffusers keeps them all for the negative prompt. */
export function clipSkipFor({ field }: PromptText, { clipSkip = 0 }: PipelineRequest): number {
  return field === 'prompt' ? clipSkip : 0;
}
