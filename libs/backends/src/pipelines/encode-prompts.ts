import type { Condition } from './networks/denoiser.js';
import type { PipelineEvent, PipelineRequest } from './pipeline.js';
import type { PromptText, TextStage } from './text/text-stage.js';

/**
 * Encodes texts for the denoiser and reports what did not fit.
 *
 * @returns one condition per text
 */
export async function* encodePrompts(
  stage: TextStage,
  prompts: readonly PromptText[],
  request: PipelineRequest,
): AsyncGenerator<PipelineEvent, readonly Condition[]> {
  yield { type: 'phase', phase: 'encode', done: 0 };
  const conditions: Condition[] = [];
  for (const prompt of prompts) {
    const { condition, dropped, warning } = await stage.encode(prompt, request);
    if (dropped !== '') yield { type: 'dropped-text', field: prompt.field, text: dropped };
    if (warning !== undefined) yield warning;
    conditions.push(condition);
  }
  yield { type: 'phase', phase: 'encode', done: 1 };
  return conditions;
}
