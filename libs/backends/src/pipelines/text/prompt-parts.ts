import type { WarningEvent } from '@cyberimage/core';
import { scheduleTexts, type ScheduleSteps } from '../../text/prompt-grammar/prompt-schedule.js';
import { splitComposition, type CompositionPart } from '../../text/prompt-grammar/split-composition.js';
import type { PipelineRequest } from '../pipeline.js';
import type { PromptText } from './text-stage.js';

/** A prompt, or one of those that `AND` joins, step by step. */
interface PromptPart {
  readonly weight: number;
  /** For each pass one text per step, or one for all of them. */
  readonly passes: readonly (readonly PromptText[])[];
}

const COMPOSITION_IGNORED: WarningEvent = {
  type: 'warning',
  code: 'prompt-composition-ignored',
  message:
    'AND joins prompts through guidance with a negative prompt, which this model or this scale is without: it was read as a word',
};

/** What a prompt says, worked out. */
export interface PromptParts {
  readonly parts: readonly PromptPart[];
  readonly warnings: readonly WarningEvent[];
}

/** Works out what a prompt's grammar says of its parts and steps; marks of emphasis stay in the texts. */
export function splitPrompt(
  prompt: PromptText,
  { emphasis = 'none', steps, hires }: Pick<PipelineRequest, 'emphasis' | 'steps' | 'hires'>,
): PromptParts {
  if (emphasis === 'none') return { parts: [{ weight: 1, passes: [[prompt]] }], warnings: [] };
  const joined = prompt.field === 'prompt' ? splitComposition(prompt.text) : [];
  const isIgnored = joined.length > 1 && prompt.isGuided !== true;
  const parts: readonly CompositionPart[] =
    joined.length > 1 && !isIgnored ? joined : [{ text: prompt.text, weight: 1 }];
  return {
    parts: parts.map(({ text, weight }) => {
      const all = schedule({ ...prompt, text }, { steps, laterSteps: hires?.steps ?? 0 });
      const passes = hires === undefined ? [all] : [all.slice(0, steps), all.slice(steps)];
      return { weight, passes: passes.map(shorten) };
    }),
    warnings: isIgnored ? [COMPOSITION_IGNORED] : [],
  };
}

/** Every encoder's text changes by its own marks. */
function schedule(prompt: PromptText, steps: ScheduleSteps): readonly PromptText[] {
  const texts = scheduleTexts(prompt.text, steps);
  const seconds = scheduleTexts(prompt.second ?? '', steps);
  const thirds = scheduleTexts(prompt.third ?? '', steps);
  return texts.map((text, i) => ({ ...prompt, text, second: seconds[i], third: thirds[i] }));
}

function shorten(texts: readonly PromptText[]): readonly PromptText[] {
  return texts.every((text) => isSame(text, texts[0])) ? texts.slice(0, 1) : texts;
}

function isSame(one: PromptText, other: PromptText | undefined): boolean {
  return one.text === other?.text && one.second === other.second && one.third === other.third;
}
