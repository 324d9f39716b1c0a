import { dynamicShift } from '../schedulers/flow-match-schedule.js';
import type { Sampler } from '../schedulers/sampler.js';
import { latentShape } from './latent-shape.js';
import type { ModelFacts } from './model-facts.js';
import type { PipelineRequest } from './pipeline.js';

/** Latents that a transformer sees as one token, each way. */
const PATCH = 2;

/**
 * The sampler of a rectified flow for a size of picture: with dynamic shifting, larger pictures get more
 * noise.
 *
 * @param sigmas noise levels before the shift, where the family lays them out itself
 */
export function flowSampler(
  facts: ModelFacts,
  request: PipelineRequest,
  sigmas?: readonly number[],
): Sampler {
  const { kind, config } = request.sampling;
  const { width, height } = latentShape(facts, request);
  const mu = dynamicShift(config, (width / PATCH) * (height / PATCH));
  return kind.create(config, { steps: request.steps, mu, ...(sigmas !== undefined && { sigmas }) });
}
