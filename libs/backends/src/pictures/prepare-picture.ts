import type { GenerationRequest, WarningEvent } from '@cyberimage/core';
import { toPlanes } from '../pipelines/pixel-planes.js';
import type { InputImage } from '../pipelines/pipeline.js';
import { blendPixels } from './blend-pixels.js';
import { decodeMask, decodePicture } from './decode-input.js';
import { fillMasked } from './fill-masked.js';
import { MASK_THRESHOLD, maskRegion } from './mask-region.js';
import type { MaskParameters, PictureParameters } from './picture-parameters.js';
import { isSameSize, type Box, type Pixels, type Size } from './pixels.js';
import { resizePixels } from './resize-mode.js';
import { changed } from './sharp-pixels.js';

/** A picture to start from, as pipelines take it, and what is left to do with the pictures that they make. */
export interface PreparedPicture {
  readonly input: InputImage;
  readonly warnings: readonly WarningEvent[];
  /** Puts what the mask keeps back, pixel by pixel: the autoencoder has changed it a little. */
  readonly finish: (painted: Pixels) => Promise<Pixels>;
}

/** The narrowest edge that sharp can soften. */
const MIN_BLUR = 0.3;

/** What belongs to a picture under a mask. */
interface MaskedPicture {
  /** What the result is laid over. */
  readonly base: Pixels;
  /** Of the base's size, 255 where it is painted, 0 elsewhere. */
  readonly mask: Pixels;
  /** The part of the base that is painted. */
  readonly box: Box;
}

/**
 * Decodes the pictures of a request and brings them to its size.
 *
 * @param size of the picture to make
 * @throws BackendError `invalid-request` for a picture that is missing or cannot be decoded
 */
export async function preparePicture(
  request: GenerationRequest,
  parameters: PictureParameters,
  size: Size,
): Promise<PreparedPicture> {
  const { strength, resizeMode, mask: options } = parameters;
  const picture = await decodePicture(request, 'image');
  if (options === undefined) {
    const { data } = await resizePixels(picture, size, resizeMode);
    const input = { pixels: toPlanes(data), strength };
    return { input, warnings: [], finish: (painted) => Promise.resolve(painted) };
  }
  // Whatever size it was painted at, a mask lies on the whole picture.
  const mask = await resizePixels(await decodeMask(request, 'mask'), picture, 'stretch');
  const masked = await placeMask(picture, threshold(mask, options), parameters, options, size);
  const input = await toInput(masked, parameters, options, size);
  const isEmpty = masked.mask.data.every((value) => value === 0);
  return {
    input,
    warnings: isEmpty ? [EMPTY_MASK] : [],
    finish: (painted) => putBack(masked, painted, options),
  };
}

const EMPTY_MASK: WarningEvent = {
  type: 'warning',
  code: 'mask-empty',
  message: 'the mask covers nothing, so the picture stays as it is; paint white what should change',
};

async function placeMask(
  picture: Pixels,
  mask: Pixels,
  { resizeMode }: PictureParameters,
  { onlyMaskedPadding }: MaskParameters,
  size: Size,
): Promise<MaskedPicture> {
  const region = onlyMaskedPadding === undefined ? undefined : maskRegion(mask, onlyMaskedPadding, size);
  if (region !== undefined) return { base: picture, mask, box: region };
  const base = await resizePixels(picture, size, resizeMode);
  const resized = threshold(await resizePixels(mask, size, resizeMode));
  return { base, mask: resized, box: { left: 0, top: 0, ...size } };
}

async function toInput(
  { base, mask, box }: MaskedPicture,
  { strength }: PictureParameters,
  { content }: MaskParameters,
  size: Size,
): Promise<InputImage> {
  const part = await resizePixels(await crop(base, box), size, 'stretch');
  const partMask = threshold(await resizePixels(await crop(mask, box), size, 'stretch'));
  const start = content === 'fill' ? await fillMasked(part, partMask) : part;
  return {
    pixels: toPlanes(start.data),
    strength,
    mask: Float32Array.from(partMask.data, (value) => value / 255),
    ...(content === 'latent_noise' && { masked: 'noise' }),
    ...(content === 'latent_nothing' && { masked: 'nothing' }),
  };
}

async function putBack(
  { base, mask, box }: MaskedPicture,
  painted: Pixels,
  { blur }: MaskParameters,
): Promise<Pixels> {
  const soft = blur < MIN_BLUR ? mask : await changed(mask, (image) => image.blur(blur));
  // Hires fix made a larger one: then all of it is larger.
  const isWhole = isSameSize(base, box);
  if (!isWhole) return blendPixels(base, await resizePixels(painted, box, 'stretch'), soft, box);
  const [below, over] = await Promise.all([
    resizePixels(base, painted, 'stretch'),
    resizePixels(soft, painted, 'stretch'),
  ]);
  return blendPixels(below, painted, over, { left: 0, top: 0, width: painted.width, height: painted.height });
}

async function crop(pixels: Pixels, box: Box): Promise<Pixels> {
  if (isSameSize(pixels, box)) return pixels;
  const { left, top, width, height } = box;
  return changed(pixels, (image) => image.extract({ left, top, width, height }));
}

/** Nothing but black and white. */
function threshold(mask: Pixels, { isInverted = false }: Partial<MaskParameters> = {}): Pixels {
  const data = mask.data.map((value) => (value >= MASK_THRESHOLD !== isInverted ? 255 : 0));
  return { ...mask, data };
}
