import type { WarningEvent } from '@cyberimage/core';
import type { Condition } from './networks/denoiser.js';
import type { PipelineEvent, PipelineRequest } from './pipeline.js';
import type { ScheduledCondition } from './scheduled-condition.js';
import { splitPrompt } from './text/prompt-parts.js';
import type { EncodedText, PromptText, TextStage } from './text/text-stage.js';

/**
 * Encodes prompts for the denoiser and reports what did not fit.
 *
 * @returns one scheduled condition per prompt, or one for each of those that `AND` joins
 */
export async function* encodePrompts(
  stage: TextStage,
  prompts: readonly PromptText[],
  request: PipelineRequest,
): AsyncGenerator<PipelineEvent, readonly ScheduledCondition[]> {
  yield { type: 'phase', phase: 'encode', done: 0 };
  const report = new ReportOnce();
  const scheduled: ScheduledCondition[] = [];
  for (const prompt of prompts) {
    const { parts, warnings } = splitPrompt(prompt, request);
    yield* report.warnings(warnings);
    for (const { weight, passes } of parts) {
      const conditions = new Map<string, Condition>();
      for (const text of passes.flat()) {
        const key = keyOf(text);
        if (conditions.has(key)) continue;
        const encoded = await stage.encode(text, request);
        yield* report.encoded(text, encoded);
        conditions.set(key, encoded.condition);
      }
      const find = (text: PromptText) => conditions.get(keyOf(text)) ?? [];
      scheduled.push({ weight, passes: passes.map((steps) => steps.flatMap(find)) });
    }
  }
  yield { type: 'phase', phase: 'encode', done: 1 };
  return scheduled;
}

function keyOf({ text, second, third }: PromptText): string {
  return JSON.stringify([text, second, third]);
}

/** A prompt of many steps says the same of each: once is enough. */
class ReportOnce {
  readonly #told = new Set<string>();

  *encoded({ field }: PromptText, { dropped, warnings }: EncodedText): Generator<PipelineEvent> {
    if (dropped !== '' && this.#isNew(`${field} ${dropped}`)) {
      yield { type: 'dropped-text', field, text: dropped };
    }
    yield* this.warnings(warnings);
  }

  *warnings(warnings: readonly WarningEvent[]): Generator<PipelineEvent> {
    for (const warning of warnings) if (this.#isNew(warning.message)) yield warning;
  }

  #isNew(message: string): boolean {
    const isNew = !this.#told.has(message);
    this.#told.add(message);
    return isNew;
  }
}
