import type { PlannedLora } from './lora-plan.js';

const FLOAT_BYTES = 4;

/** The weight as stored, widened, with the product added, and as it is written. */
const COPIES = 4;

/**
 * What merging takes beside the networks that are loaded: weights are merged one after the other.
 *
 * @returns bytes, for the largest weight
 */
export function mergeBytes(loras: readonly PlannedLora[]): number {
  const weights = loras.flatMap(({ parts }) => parts.flatMap((part) => part.weights));
  const values = weights.map(({ shape }) => shape.reduce((product, length) => product * length, 1));
  return values.reduce((most, count) => Math.max(most, count), 0) * FLOAT_BYTES * COPIES;
}
