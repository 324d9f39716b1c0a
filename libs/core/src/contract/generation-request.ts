import type { EncodedImage } from './generation-event.js';

/** A value of a request's parameter. */
export type ParameterValue = string | number | boolean;

/**
 * What a backend is asked for: complete and valid. The host has filled in every default of the model's
 * option schema, replaced aliases, and resolved seed −1.
 */
export interface GenerationRequest {
  /** The job's id, equal over its attempts. For logs; a backend must not let it change the picture. */
  readonly jobId: string;
  /** The `id` of one of this backend's models. */
  readonly model: string;
  /** 0 to 2^64 − 1. Picture `i` of a request uses `seed + i` (modulo 2^64). */
  readonly seed: bigint;
  /**
   * Every other parameter of the model's option schema by name. Not among them are `seed`, and options whose
   * `needs` is not met.
   */
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  /**
   * The pictures of the image options that are not empty, by the option's name. `generate` gets all of them;
   * `check` may be called without.
   */
  readonly inputs?: Readonly<Record<string, EncodedImage>>;
}
