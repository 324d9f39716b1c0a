import { encodePrompts } from '../encode-prompts.js';
import type { PipelineEvent, PipelineRequest } from '../pipeline.js';
import { constantCondition, mapConditions, type ScheduledCondition } from '../scheduled-condition.js';
import { zerosLike } from '../text/join-tensors.js';
import { guidedTexts, positiveText } from '../text/prompt-texts.js';
import type { TextStage } from '../text/text-stage.js';
import { timeIds } from './micro-conditioning.js';

/**
 * What the denoiser is asked with but for the sizes: the negative prompt first where there is guidance. An
 * empty one stands for zeros, as SDXL was trained, unless the request says otherwise.
 */
export async function* encodeTexts(
  stage: TextStage,
  request: PipelineRequest,
): AsyncGenerator<PipelineEvent, readonly ScheduledCondition[]> {
  const { negativePrompt, negativePrompt2, forceZerosForEmptyPrompt, guidanceScale } = request;
  const isEmpty = negativePrompt === '' && !negativePrompt2;
  const usesZeros = guidanceScale > 1 && isEmpty && forceZerosForEmptyPrompt === true;
  const texts = usesZeros ? [{ ...positiveText(request), isGuided: true }] : guidedTexts(request);
  const encoded = yield* encodePrompts(stage, texts, request);
  return usesZeros ? [...encoded.slice(0, 1).map(zeros), ...encoded] : encoded;
}

/** Adds the sizes that the picture should imitate: a pass's own where the request names none. */
export function sizedConditions(
  texts: readonly ScheduledCondition[],
  request: PipelineRequest,
): readonly ScheduledCondition[] {
  const { microConditioning = {}, negativeMicroConditioning = microConditioning } = request;
  return mapConditions(texts, (condition, i) => {
    const isNegative = texts.length > 1 && i === 0;
    const sizes = isNegative ? negativeMicroConditioning : microConditioning;
    return { ...condition, timeIds: timeIds(sizes, request) };
  });
}

/** Zeros answer alike at any length. */
function zeros({ passes }: ScheduledCondition): ScheduledCondition {
  const first = passes[0]?.[0];
  if (first === undefined) throw new RangeError('a prompt of no steps');
  const { context, pooled } = first;
  return constantCondition({
    context: zerosLike(context),
    ...(pooled !== undefined && { pooled: zerosLike(pooled) }),
  });
}
