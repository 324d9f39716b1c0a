import type { NumberOption } from '@cyberimage/core';
import type { ModelFacts } from '../model-facts.js';

const MIN_PIXELS = 64;
const MAX_PIXELS = 2048;

/** Models make sense up to a few times the size that they were trained at. */
const MAX_OF_NATIVE = 4;

/**
 * Width or height.
 *
 * @param preferred default of the model line, if it names a usable one
 */
export function sizeOption(
  side: 'width' | 'height',
  { sizeMultiple, nativeSize, fixedSize, largestSide }: ModelFacts,
  preferred: number | undefined,
): NumberOption {
  const label = side === 'width' ? 'Width' : 'Height';
  const shape = { type: 'integer', label, unit: 'px', step: sizeMultiple } as const;
  if (fixedSize !== undefined) {
    const size = fixedSize[side];
    return { ...shape, min: size, max: size, default: size };
  }
  const min = Math.ceil(MIN_PIXELS / sizeMultiple) * sizeMultiple;
  const max = Math.max(
    min,
    floorTo(sizeMultiple, Math.min(MAX_PIXELS, MAX_OF_NATIVE * nativeSize, largestSide)),
  );
  const wanted = floorTo(sizeMultiple, preferred ?? nativeSize);
  return { ...shape, min, max, default: Math.min(Math.max(wanted, min), max) };
}

function floorTo(multiple: number, value: number): number {
  return Math.floor(value / multiple) * multiple;
}
