import type { GenerationPlan } from './generation-plan.js';

/** The seeds of one picture of a request. */
export interface PictureSeeds {
  readonly seed: bigint;
  /** Undefined for a picture without a variation. */
  readonly variation: { readonly seed: bigint; readonly strength: number } | undefined;
}

/**
 * Which seeds a picture has: picture `index` gets seed + `index`; with a variation the seed stays, and it is
 * the variation seed that counts up, as in A1111.
 */
export function pictureSeeds(
  { request, parameters }: Pick<GenerationPlan, 'request' | 'parameters'>,
  index: number,
): PictureSeeds {
  const { variationSeed, variationStrength: strength } = parameters;
  // Modulo 2^64.
  const countUp = (seed: bigint) => BigInt.asUintN(64, seed + BigInt(index));
  if (strength === 0) return { seed: countUp(request.seed), variation: undefined };
  return { seed: request.seed, variation: { seed: countUp(variationSeed), strength } };
}
