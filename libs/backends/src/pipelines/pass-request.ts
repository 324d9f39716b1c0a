import { enlargeInput } from './hires/enlarge-input.js';
import { layOutSteps } from './hires/lay-out-steps.js';
import type { HiresPass, PipelineRequest } from './pipeline.js';

/** One pass over the pictures: the request itself, or the second one of hires fix at its size. */
export interface PassRequest extends PipelineRequest {
  /** The step at which the second pass enters those laid out; the first one follows its input picture. */
  readonly firstStep?: number;
  /** Of the second pass, for the samplers that lay their timesteps out by it. */
  readonly strength?: number;
}

/** The passes of a request, in order. */
export function passesOf(request: PipelineRequest): readonly PassRequest[] {
  return request.hires === undefined ? [request] : [request, secondPass(request, request.hires)];
}

function secondPass(request: PipelineRequest, hires: HiresPass): PassRequest {
  const { width, height, noises } = hires;
  const { input } = request;
  const isMasked = input?.mask !== undefined;
  return {
    ...request,
    width,
    height,
    noises,
    ...(isMasked && { input: enlargeInput(input, request, { width, height }) }),
    ...layOutSteps(request.sampling.kind, hires),
  };
}
