import type { GenerationRequest, ParameterValue } from '@cyberimage/core';
import { withoutHostParameters } from './offered-options.js';

/** A job's request as its row holds it: flat, snake_case, complete; the seed decimal. */
export type StoredRequest = Readonly<Record<string, ParameterValue>> & {
  readonly model: string;
  readonly seed: string;
};

export function toStoredRequest({
  model,
  seed,
  parameters,
}: Omit<GenerationRequest, 'jobId'>): StoredRequest {
  return { ...parameters, model, seed: seed.toString() };
}

/** What the backend gets: without the host's own parameters. */
export function toGenerationRequest(jobId: string, stored: StoredRequest): GenerationRequest {
  const { model, seed, ...parameters } = stored;
  return { jobId, model, seed: BigInt(seed), parameters: withoutHostParameters(parameters) };
}

/** How many pictures the request is for. */
export function imageCount(stored: StoredRequest): number {
  const count = stored['num_images'];
  return typeof count === 'number' ? count : 1;
}
