import type { OptionSchema } from '@cyberimage/core';
import { roundHalfEven } from '../../numerics/round-half-even.js';
import type { Size } from '../../pictures/pixels.js';
import { numberOf } from '../config-values.js';
import type { ModelFacts } from '../model-facts.js';
import { RESOLUTION_BINNING_OPTION } from '../options/resolution-binning-option.js';

/**
 * The sizes that Sana was trained at, `[height, width]` in sixteenths of the model's own size, as diffusers'
 * ASPECT_RATIO_…_BIN list them.
 */
// prettier-ignore
const BINS: readonly (readonly [height: number, width: number])[] = [
  [8, 32], [8, 29], [9, 28], [9, 27], [9, 26], [10, 25], [10, 24], [11, 23], [11, 22], [11, 21], [12, 21],
  [12, 20], [13, 19], [13, 18], [14, 18], [14, 17], [15, 17], [15, 16], [16, 16], [16, 15], [17, 15],
  [17, 14], [18, 14], [18, 13], [19, 13], [20, 12], [21, 12], [22, 11], [23, 11], [24, 10], [25, 10],
  [27, 9], [32, 8],
];

/** More of them for models of 2048 and 4096 pixels. */
// prettier-ignore
const LARGE_BINS: typeof BINS = [[8, 31], [8, 30], [26, 9], [28, 9], [29, 8], [30, 8], [31, 8]];

const PARTS = 16;

/** `sample_size` of the transformers that there are bins for: 512, 1024, 2048 and 4096 pixels. */
const SAMPLE_SIZES = [16, 32, 64, 128];
const LARGE_FROM = 64;

/** The option for a model with sizes that it was trained at; diffusers refuses to bin those of others. */
export function binningOptions({
  denoiserConfig,
  fixedSize,
  sizeMultiple,
  nativeSize,
}: ModelFacts): OptionSchema {
  const isKnown = SAMPLE_SIZES.includes(numberOf(denoiserConfig, 'sample_size') ?? NaN);
  const hasBins = isKnown && fixedSize === undefined && (nativeSize / PARTS) % sizeMultiple === 0;
  return hasBins ? RESOLUTION_BINNING_OPTION : {};
}

/**
 * The size that a model was trained at whose proportions are nearest to those of another, as diffusers'
 * `use_resolution_binning` has it: by their ratio of height to width, rounded to hundredths.
 */
export function binnedSize({ denoiserConfig, nativeSize }: ModelFacts, { width, height }: Size): Size {
  const isLarge = (numberOf(denoiserConfig, 'sample_size') ?? 0) >= LARGE_FROM;
  const bins = isLarge ? [...BINS, ...LARGE_BINS] : BINS;
  const distances = bins.map(([high, wide]) => {
    const ratio = roundHalfEven((100 * high) / wide) / 100;
    return Math.abs(ratio - height / width);
  });
  const [high, wide] = bins[distances.indexOf(Math.min(...distances))] ?? [PARTS, PARTS];
  const part = nativeSize / PARTS;
  return { width: wide * part, height: high * part };
}
