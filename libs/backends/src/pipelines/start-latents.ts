import { BackendError } from '@cyberimage/core';
import { startNoise } from '../noise/start-noise.js';
import { scale } from '../numerics/float32-vector.js';
import type { NoiseSource } from '../noise/noise-source.js';
import type { Sampler } from '../schedulers/sampler.js';
import { encodeImage } from './encode-image.js';
import { inpaintCondition, type InpaintCondition } from './inpaint-condition.js';
import { keepUnmasked, mixByMask, type Blend } from './keep-unmasked.js';
import { shrinkMask } from './shrink-mask.js';
import type { ModelParts } from './model-parts.js';
import type { PassRequest } from './pass-request.js';
import { latentLength, latentShape } from './latent-shape.js';
import type { InputImage, Latents, PipelineRequest } from './pipeline.js';

/** Where denoising begins. */
export interface Start {
  readonly latents: Latents;
  /** The first denoiser call: later than 0 for image to image. */
  readonly firstCall: number;
  /** What a unet made for inpainting is told beside the latents; no other has any. */
  readonly condition?: InpaintCondition | undefined;
  /** Inpainting without a condition. */
  readonly blend?: Blend;
}

/** A run of which image to image may leave the beginning out. */
export type EnteredRun = Pick<PassRequest, 'steps' | 'firstStep'> & {
  readonly input?: Pick<InputImage, 'strength'>;
};

/** What a start is made of. */
export interface StartInput {
  readonly request: PipelineRequest;
  readonly sampler: Sampler;
  readonly noise: NoiseSource;
  /** Where image to image enters the sampler's calls. */
  readonly firstCall: number;
}

/**
 * Start noise, or the input image with noise on it. The order of the draws is that of diffusers: posterior
 * of the image, noise, and for inpainting the posterior of the masked image, which only unets with nine
 * channels look at. Those keep what is not masked by themselves: nothing is put back.
 *
 * @throws BackendError `invalid-request` for a model that cannot start from a picture
 */
export async function startLatents(parts: ModelParts, input: StartInput): Promise<Start> {
  const { request, sampler, noise, firstCall } = input;
  const shape = latentShape(parts.facts, request);
  const image = request.input;
  if (image === undefined) {
    const data = scale(startNoise(noise, shape), sampler.initNoiseSigma);
    const condition = await inpaintCondition(parts, request, shape, noise);
    return { latents: { ...shape, data }, firstCall: 0, condition };
  }
  if (parts.facts.isForInpainting) return startInpainting(parts, input, image);
  const clean = await encodeImage(parts, image, shape, input);
  const added = startNoise(noise, shape);
  if (image.mask === undefined) {
    return { latents: { ...shape, data: sampler.addNoise(clean, added, firstCall) }, firstCall };
  }
  noise.randn(latentLength(shape));
  const mask = shrinkMask(image.mask, request, shape);
  const noisy = sampler.addNoise(underMask(clean, added, mask, image), added, firstCall);
  const blend = keepUnmasked(sampler, { clean, added, mask });
  const data = image.strength === 1 ? scale(added, sampler.initNoiseSigma) : noisy;
  return { latents: { ...shape, data }, firstCall, blend };
}

/** As diffusers: at full strength the picture itself is not encoded, so that nothing is drawn for it. */
async function startInpainting(
  parts: ModelParts,
  { request, sampler, noise, firstCall }: StartInput,
  image: InputImage,
): Promise<Start> {
  const shape = latentShape(parts.facts, request);
  const isFull = image.strength === 1;
  const clean = isFull ? undefined : await encodeImage(parts, image, shape, { request, noise });
  const added = startNoise(noise, shape);
  const data =
    clean === undefined ? scale(added, sampler.initNoiseSigma) : sampler.addNoise(clean, added, firstCall);
  const condition = await inpaintCondition(parts, request, shape, noise);
  return { latents: { ...shape, data }, firstCall, condition };
}

/**
 * The denoiser call at which image to image enters: a share `strength` of the steps is left.
 *
 * @throws BackendError `invalid-request` when none is left
 */
export function firstCallFor(request: EnteredRun, callsPerStep: number): number {
  if (request.firstStep !== undefined) return request.firstStep * callsPerStep;
  const strength = request.input?.strength ?? 1;
  const left = Math.min(Math.floor(request.steps * strength), request.steps);
  if (left > 0) return (request.steps - left) * callsPerStep;
  throw noStepLeft(strength, request.steps);
}

function noStepLeft(strength: number, steps: number): BackendError {
  const message = `strength is ${strength}, which leaves none of ${steps} steps; use more of either`;
  return new BackendError('invalid-request', message, { field: 'strength' });
}

/**
 * The same for the families of rectified flows. diffusers rounds there so that a step is left for any strength
 * above 0.
 *
 * @throws BackendError `invalid-request` when none is left
 */
export function flowFirstCall({ input, steps, firstStep }: EnteredRun, callsPerStep: number): number {
  if (firstStep !== undefined) return firstStep * callsPerStep;
  const strength = input?.strength ?? 1;
  const skipped = Math.trunc(Math.max(steps - steps * strength, 0));
  if (skipped < steps) return skipped * callsPerStep;
  throw noStepLeft(strength, steps);
}

/** What lies under the mask when denoising begins. */
function underMask(
  clean: Float32Array,
  added: Float32Array,
  mask: Float32Array,
  { masked }: InputImage,
): Float32Array {
  if (masked === undefined) return clean;
  return mixByMask(clean, masked === 'noise' ? added : new Float32Array(clean.length), mask);
}
