import type { NumberOption } from '../api/generated/models/number-option';
import { snapToRange } from '../ui/number-range';
import type { Size } from './aspect-ratio';

/**
 * The size to make of a picture to start from: its own, as near as the model's steps allow, or as many pixels as
 * the model makes by itself where the picture has more.
 */
export function sizeForPicture(picture: Size, width: NumberOption, height: NumberOption): Size {
  const area = Math.max(width.default * height.default, width.min * height.min);
  const shrink = Math.min(1, Math.sqrt(area / (picture.width * picture.height)));
  return {
    width: snapToRange(picture.width * shrink, width),
    height: snapToRange(picture.height * shrink, height),
  };
}
