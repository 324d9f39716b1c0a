import { startNoise } from '../../noise/start-noise.js';
import { latentShape, type LatentShape } from '../latent-shape.js';
import type { ModelParts } from '../model-parts.js';
import type { PicturePass } from '../pass.js';
import type { Latents, PipelineEvent } from '../pipeline.js';
import { encodeImage } from '../encode-image.js';
import { inpaintCondition } from '../inpaint-condition.js';
import type { Start } from '../start-latents.js';
import { resizePlanes } from '../../numerics/resize-planes.js';
import { toPixels } from '../pixel-planes.js';
import { enlargePixels } from './enlarge-pixels.js';
import type { Upscaler } from './upscaler.js';

/** What the pass before made. */
interface Painted {
  readonly picture: number;
  readonly latents: Latents;
}

/**
 * Where the second pass begins: the picture enlarged, with noise on it. The order of the draws is that of
 * diffusers' image to image: posterior of the enlarged pixels (none for latents), then the noise.
 *
 * @throws BackendError `out-of-memory`, `model-missing`
 */
export async function* restartLatents(
  parts: ModelParts,
  pass: PicturePass,
  { picture, latents }: Painted,
): AsyncGenerator<PipelineEvent, Start> {
  const { request, sampler, noise, firstCall } = pass;
  const shape = latentShape(parts.facts, request);
  yield { type: 'phase', phase: 'upscale', picture, done: 0 };
  const clean = await enlarge(parts, latents, shape, pass);
  yield { type: 'phase', phase: 'upscale', picture, done: 1 };
  const data = sampler.addNoise(clean, startNoise(noise, shape), firstCall);
  return {
    latents: { ...shape, data },
    firstCall,
    condition: await inpaintCondition(parts, request, shape, noise),
  };
}

async function enlarge(
  parts: ModelParts,
  latents: Latents,
  shape: LatentShape,
  { request, noise }: PicturePass,
): Promise<Float32Array> {
  const upscaler: Upscaler = request.hires?.upscaler ?? { kind: 'latent', filter: 'bilinear' };
  if (upscaler.kind === 'latent') return resizePlanes(latents, shape, upscaler.filter).data;
  const decoded = await parts.vaeDecoder.decode(latents);
  const [, , height = 0, width = 0] = decoded.dims;
  const small = { width, height, channels: 3, data: toPixels(decoded) } as const;
  const pixels = await enlargePixels(small, request, upscaler, parts);
  return encodeImage(parts, { pixels }, shape, { request, noise });
}
