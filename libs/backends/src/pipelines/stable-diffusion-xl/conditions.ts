import { encodePrompts } from '../encode-prompts.js';
import type { Condition } from '../networks/denoiser.js';
import type { PipelineEvent, PipelineRequest } from '../pipeline.js';
import { zerosLike } from '../text/join-tensors.js';
import { guidedTexts, positiveText } from '../text/prompt-texts.js';
import type { TextStage } from '../text/text-stage.js';
import { timeIds } from './micro-conditioning.js';

/**
 * What the denoiser is asked with: the negative prompt first where there is guidance. An empty one stands
 * for zeros, as SDXL was trained, unless the request says otherwise.
 */
export async function* encodeConditions(
  stage: TextStage,
  request: PipelineRequest,
): AsyncGenerator<PipelineEvent, readonly Condition[]> {
  const { negativePrompt, negativePrompt2, forceZerosForEmptyPrompt, guidanceScale } = request;
  const isEmpty = negativePrompt === '' && !negativePrompt2;
  const usesZeros = guidanceScale > 1 && isEmpty && forceZerosForEmptyPrompt === true;
  const texts = usesZeros ? [positiveText(request)] : guidedTexts(request);
  const encoded = yield* encodePrompts(stage, texts, request);
  const all = usesZeros ? [...encoded.map(zeros), ...encoded] : encoded;
  const { microConditioning = {}, negativeMicroConditioning = microConditioning } = request;
  return all.map((condition, i) => {
    const isNegative = all.length > 1 && i === 0;
    const sizes = isNegative ? negativeMicroConditioning : microConditioning;
    return { ...condition, timeIds: timeIds(sizes, request) };
  });
}

function zeros({ context, pooled }: Condition): Condition {
  return { context: zerosLike(context), ...(pooled !== undefined && { pooled: zerosLike(pooled) }) };
}
