import type { HiresPass, PipelineRequest } from './pipeline.js';

/** One pass over the pictures: the request itself, or the second one of hires fix at its size. */
export interface PassRequest extends PipelineRequest {
  /** The step at which the second pass enters those laid out; the first one follows its input picture. */
  readonly firstStep?: number;
  /** Share of the noise that is taken away: 1 from noise alone. */
  readonly denoisingStrength: number;
}

/** A strength of 1 would lay out no step before the first. A1111's bound. */
const MAX_STRENGTH = 0.999;

/** The passes of a request, in order. */
export function passesOf(request: PipelineRequest): readonly PassRequest[] {
  const first = { ...request, denoisingStrength: request.input?.strength ?? 1 };
  return request.hires === undefined ? [first] : [first, secondPass(request, request.hires)];
}

/**
 * Lays out the steps of the second pass as A1111 does (`setup_img2img_steps`): so many that the share
 * `strength` at their end is the number asked for.
 */
function layOutSteps({ steps, strength }: Pick<HiresPass, 'steps' | 'strength'>): number {
  return Math.max(steps, Math.trunc(steps / Math.min(strength, MAX_STRENGTH)));
}

/** How many of the steps laid out a pass takes. */
export function stepsTaken({ steps, firstStep = 0 }: PassRequest): number {
  return steps - firstStep;
}

function secondPass(request: PipelineRequest, hires: HiresPass): PassRequest {
  const { width, height, noises, steps, strength } = hires;
  const laidOut = layOutSteps(hires);
  const size = { width, height, noises };
  return {
    ...request,
    ...size,
    steps: laidOut,
    firstStep: laidOut - steps,
    denoisingStrength: strength,
  };
}
