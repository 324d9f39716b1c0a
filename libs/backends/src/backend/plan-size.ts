import type { ParameterValue } from '@cyberimage/core';
import type { UsableModel } from '../catalog/model-entry.js';
import type { PictureParameters } from '../pictures/picture-parameters.js';
import type { Size } from '../pictures/pixels.js';
import { RESOLUTION_BINNING } from '../pipelines/options/resolution-binning-option.js';

/** What a request says of its size. */
interface AskedSize extends Size {
  readonly picture: PictureParameters | undefined;
}

/**
 * The size that the first pass works at: the one asked for, or the one among those that the model was trained at
 * which comes nearest. Under a mask each pixel has its place, so the picture cannot be resized afterwards.
 *
 * @param values valid against the model's option schema
 */
export function workedSize(
  { family, facts }: UsableModel,
  values: Readonly<Record<string, ParameterValue>>,
  { width, height, picture }: AskedSize,
): Size {
  const asked = { width, height };
  const isBinned = values[RESOLUTION_BINNING] === true && picture?.mask === undefined;
  return (isBinned ? family.binnedSize?.(facts, asked) : undefined) ?? asked;
}
