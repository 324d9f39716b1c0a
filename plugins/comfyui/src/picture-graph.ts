import type { ParameterValue } from '@cyberimage/core';
import { DEFAULT_GRAPH } from './default-graph.js';
import type { ApiGraph } from './graph-template.js';

/** Classes that {@link pictureGraph} needs beside those of the text-to-image graph. */
export const PICTURE_NODES = [
  'LoadImage',
  'ImageScale',
  'VAEEncode',
  'ImageToMask',
  'MaskToImage',
  'InvertMask',
  'ImageBlur',
  'JoinImageWithAlpha',
  'SplitImageWithAlpha',
  'SetLatentNoiseMask',
  'ImageCompositeMasked',
];

/** Of the blur's reach in its sigma, as in A1111. */
const BLUR_REACH = 2.5;

/**
 * The default graph for a request with a picture: its latents in place of empty ones, under a mask only where
 * that is white. What a mask keeps is put back from the picture, since an autoencoder changes every pixel.
 *
 * @param parameters `image`, and the others of PICTURE_OPTIONS that have an effect
 */
export function pictureGraph(parameters: Readonly<Record<string, ParameterValue>>): ApiGraph {
  const isMasked = Boolean(parameters['mask']);
  const { sampler, latent: _empty, saver, ...rest } = DEFAULT_GRAPH;
  return {
    ...rest,
    picture_file: { class_type: 'LoadImage', inputs: { image: '{{image}}' } },
    picture: scaled(['picture_file', 0], 'lanczos', parameters),
    latent: { class_type: 'VAEEncode', inputs: { pixels: ['picture', 0], vae: ['checkpoint', 2] } },
    ...(isMasked && maskNodes(parameters)),
    sampler: {
      ...sampler!,
      inputs: {
        ...sampler!.inputs,
        latent_image: [isMasked ? 'masked_latent' : 'latent', 0],
        denoise: '{{strength}}',
      },
    },
    saver: {
      ...saver!,
      inputs: { ...saver!.inputs, images: [isMasked ? 'composite' : 'decoder', 0] },
    },
  };
}

function scaled(
  image: [string, number],
  upscale_method: string,
  { resize_mode: mode }: Readonly<Record<string, ParameterValue>>,
): ApiGraph[string] {
  const crop = mode === 'crop' ? 'center' : 'disabled';
  return {
    class_type: 'ImageScale',
    inputs: { image, upscale_method, width: '{{width}}', height: '{{height}}', crop },
  };
}

/** A mask is stretched over the picture as its alpha, so that both are cropped alike. */
function maskNodes(parameters: Readonly<Record<string, ParameterValue>>): ApiGraph {
  const isInverted = parameters['inpainting_mask_invert'] === true;
  const sigma = Number(parameters['mask_blur'] ?? 0);
  const given = isInverted ? 'inverted_mask' : 'given_mask';
  const mask: [string, number] = sigma > 0 ? ['soft_mask', 0] : ['laid_mask', 1];
  return {
    mask_file: { class_type: 'LoadImage', inputs: { image: '{{mask}}' } },
    given_mask: { class_type: 'ImageToMask', inputs: { image: ['mask_file', 0], channel: 'red' } },
    ...(isInverted && {
      inverted_mask: { class_type: 'InvertMask', inputs: { mask: ['given_mask', 0] } },
    }),
    with_alpha: {
      class_type: 'JoinImageWithAlpha',
      inputs: { image: ['picture_file', 0], alpha: [given, 0] },
    },
    // Lanczos would lose the colours under the alpha, and its overshoot is no mask.
    scaled_alpha: scaled(['with_alpha', 0], 'bilinear', parameters),
    laid_mask: { class_type: 'SplitImageWithAlpha', inputs: { image: ['scaled_alpha', 0] } },
    ...(sigma > 0 && {
      mask_picture: { class_type: 'MaskToImage', inputs: { mask: ['laid_mask', 1] } },
      blurred_mask: {
        class_type: 'ImageBlur',
        inputs: { image: ['mask_picture', 0], blur_radius: Math.round(BLUR_REACH * sigma), sigma },
      },
      soft_mask: { class_type: 'ImageToMask', inputs: { image: ['blurred_mask', 0], channel: 'red' } },
    }),
    masked_latent: { class_type: 'SetLatentNoiseMask', inputs: { samples: ['latent', 0], mask } },
    composite: {
      class_type: 'ImageCompositeMasked',
      inputs: {
        destination: ['picture', 0],
        source: ['decoder', 0],
        x: 0,
        y: 0,
        resize_source: false,
        mask,
      },
    },
  };
}
