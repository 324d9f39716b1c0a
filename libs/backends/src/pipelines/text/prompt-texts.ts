import type { PipelineRequest } from '../pipeline.js';
import type { PromptText } from './text-stage.js';

/** The prompt, for every encoder of the model. */
export function positiveText({ prompt, prompt2, prompt3 }: PipelineRequest): PromptText {
  return { field: 'prompt', text: prompt, second: prompt2, third: prompt3 };
}

/** The negative prompt; an empty one is encoded like any other. */
export function negativeText(request: PipelineRequest): PromptText {
  const { negativePrompt, negativePrompt2, negativePrompt3 } = request;
  return { field: 'negative_prompt', text: negativePrompt, second: negativePrompt2, third: negativePrompt3 };
}

/** What classifier-free guidance compares: the negative prompt first, then the prompt; without, that alone. */
export function guidedTexts(request: PipelineRequest): readonly PromptText[] {
  const positive = positiveText(request);
  return request.guidanceScale > 1 ? [negativeText(request), { ...positive, isGuided: true }] : [positive];
}
