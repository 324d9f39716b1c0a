import { encodePrompts } from '../encode-prompts.js';
import type { Condition } from '../networks/denoiser.js';
import type { PipelineEvent, PipelineRequest } from '../pipeline.js';
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
): AsyncGenerator<PipelineEvent, readonly Condition[]> {
  const { negativePrompt, negativePrompt2, forceZerosForEmptyPrompt, guidanceScale } = request;
  const isEmpty = negativePrompt === '' && !negativePrompt2;
  const usesZeros = guidanceScale > 1 && isEmpty && forceZerosForEmptyPrompt === true;
  const texts = usesZeros ? [positiveText(request)] : guidedTexts(request);
  const encoded = yield* encodePrompts(stage, texts, request);
  return usesZeros ? [...encoded.map(zeros), ...encoded] : encoded;
}

/** Adds the sizes that the picture should imitate: a pass's own where the request names none. */
export function sizedConditions(texts: readonly Condition[], request: PipelineRequest): readonly Condition[] {
  const { microConditioning = {}, negativeMicroConditioning = microConditioning } = request;
  return texts.map((condition, i) => {
    const isNegative = texts.length > 1 && i === 0;
    const sizes = isNegative ? negativeMicroConditioning : microConditioning;
    return { ...condition, timeIds: timeIds(sizes, request) };
  });
}

function zeros({ context, pooled }: Condition): Condition {
  return { context: zerosLike(context), ...(pooled !== undefined && { pooled: zerosLike(pooled) }) };
}
