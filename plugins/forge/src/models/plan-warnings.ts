import type { WarningEvent } from '@cyberimage/core';
import type { PicturePlan } from './picture-plan.js';

/** What the server would leave out without a word although it was asked for. */
export function planWarnings({ negativePrompt, guidanceScale }: PicturePlan): readonly WarningEvent[] {
  if (negativePrompt === '' || guidanceScale !== 1) return [];
  const message = 'the negative prompt has no effect at a guidance scale of 1';
  return [{ type: 'warning', code: 'negative-prompt-unused', message }];
}
