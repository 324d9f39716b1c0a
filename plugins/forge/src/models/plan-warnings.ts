import type { WarningEvent } from '@cyberimage/core';
import type { PicturePlan } from './picture-plan.js';
import type { ServerLists } from './server-lists.js';

/** What the server would leave out without a word although it was asked for. */
export function planWarnings(plan: PicturePlan, { loras }: ServerLists): WarningEvent[] {
  const warnings: WarningEvent[] = [];
  const warn = (code: string, message: string): void => void warnings.push({ type: 'warning', code, message });
  if (plan.negativePrompt !== '' && plan.guidanceScale === 1) {
    warn('negative-prompt-unused', 'the negative prompt has no effect at a guidance scale of 1');
  }
  for (const [, name = ''] of plan.prompt.matchAll(/<lora:([^:>]+)/g)) {
    if (loras !== undefined && !loras.includes(name)) warn('unknown-lora', `the server has no LoRA ${name}`);
  }
  return warnings;
}
