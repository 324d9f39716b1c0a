import type { Tensor } from '../../runtime/tensor.js';

/** A pair as diffusers writes it: vertical first. */
type Pair = readonly [vertical: number, horizontal: number];

/** What SDXL is told of the training picture that it should imitate, in pixels. */
export interface MicroConditioning {
  /** Height and width of the picture before it was scaled; small ones make blurry pictures. */
  readonly originalSize?: Pair;
  /** Where the picture was cropped; other than 0, 0 the subject is cut off. */
  readonly cropTopLeft?: Pair;
  readonly targetSize?: Pair;
}

/**
 * Size and crop conditioning (Podell et al. 2023, section 2.2).
 *
 * @param size of the picture: what both sizes are by default
 * @returns `time_ids`, `[1, 6]`
 */
export function timeIds(
  { originalSize, cropTopLeft = [0, 0], targetSize }: MicroConditioning,
  { width, height }: { readonly width: number; readonly height: number },
): Tensor {
  const size: Pair = [height, width];
  const data = Float32Array.of(...(originalSize ?? size), ...cropTopLeft, ...(targetSize ?? size));
  return { data, dims: [1, 6] };
}
