import {
  resolveParameters,
  type GenerateChoices,
  type GenerationEvent,
  type GenerationRequest,
  type ModelBackend,
  type ParameterValue,
} from '@cyberimage/core';

/** A request with the model's defaults filled in. @throws Error when a parameter does not fit */
export async function completeRequest(
  backend: ModelBackend,
  model: string,
  parameters: Readonly<Record<string, ParameterValue>>,
): Promise<GenerationRequest> {
  const description = (await backend.listModels()).find(({ id }) => id === model);
  const resolved = resolveParameters(description?.options ?? {}, { prompt: 'a red cube', ...parameters });
  if (!resolved.valid) throw new Error(JSON.stringify(resolved.reasons));
  return { jobId: 'job', model, seed: 42n, parameters: resolved.parameters };
}

/** All events of a run to its end. */
export async function collectEvents(
  backend: ModelBackend,
  request: GenerationRequest,
  signal: AbortSignal = new AbortController().signal,
  choices: GenerateChoices = {},
): Promise<readonly GenerationEvent[]> {
  const events: GenerationEvent[] = [];
  for await (const event of backend.generate(request, { ...choices, signal })) events.push(event);
  return events;
}
