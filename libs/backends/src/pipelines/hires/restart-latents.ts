import { startNoise } from '../../noise/start-noise.js';
import { latentLength, latentShape, type LatentShape } from '../latent-shape.js';
import type { ModelParts } from '../model-parts.js';
import type { PicturePass } from '../pass.js';
import type { Latents, PipelineEvent } from '../pipeline.js';
import { encodeImage } from '../encode-image.js';
import { inpaintCondition } from '../inpaint-condition.js';
import { keepUnmasked } from '../keep-unmasked.js';
import { shrinkMask } from '../shrink-mask.js';
import type { Start } from '../start-latents.js';
import { resizePlanes } from '../../numerics/resize-planes.js';
import { toImage, toPixels } from '../pixel-planes.js';
import { enlargePixels } from './enlarge-pixels.js';
import type { Upscaler } from './upscaler.js';

/** What the pass before made. */
interface Painted {
  readonly picture: number;
  readonly latents: Latents;
}

/**
 * Where the second pass begins: the picture enlarged, with noise on it. The order of the draws is that of
 * diffusers' image to image: posterior of the enlarged pixels (none for latents), then the noise. What a
 * mask keeps is kept in this pass, too.
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
  const added = startNoise(noise, shape);
  const start = { latents: { ...shape, data: sampler.addNoise(clean, added, firstCall) }, firstCall };
  const condition = await inpaintCondition(parts, request, shape, noise);
  const mask = request.input?.mask;
  if (condition !== undefined || mask === undefined) return { ...start, condition };
  // diffusers draws for the masked picture, too, which no unet with four channels looks at.
  noise.randn(latentLength(shape));
  return { ...start, blend: keepUnmasked(sampler, { clean, added, mask: shrinkMask(mask, request, shape) }) };
}

async function enlarge(
  parts: ModelParts,
  latents: Latents,
  shape: LatentShape,
  { request, noise }: PicturePass,
): Promise<Float32Array> {
  const upscaler: Upscaler = request.hires?.upscaler ?? { kind: 'latent', filter: 'bilinear' };
  if (upscaler.kind === 'latent') return resizePlanes(latents, shape, upscaler.filter).data;
  const decoded = toImage(await parts.vaeDecoder.decode(latents));
  const { width, height } = decoded;
  const small = { width, height, channels: 3, data: toPixels(decoded) } as const;
  const pixels = await enlargePixels(small, request, upscaler, parts);
  return encodeImage(parts, { pixels }, shape, { request, noise });
}
