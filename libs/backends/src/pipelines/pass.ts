import type { NoiseSource } from '../noise/noise-source.js';
import type { Sampler } from '../schedulers/sampler.js';
import type { Predict } from './denoise.js';
import type { PassRequest } from './pass-request.js';
import type { Latents } from './pipeline.js';

/** How a family goes about one pass over one picture. */
export interface PassSetup {
  readonly sampler: Sampler;
  /** Where the pass enters the sampler's calls: later than 0 when it starts from a picture. */
  readonly firstCall: number;
  readonly predict: Predict;
  /** Turns the sampler's last sample into latents, where they are not the same. */
  readonly toLatents?: (sample: Latents) => Latents;
}

/** A pass over one picture, set up. */
export interface PicturePass extends PassSetup {
  readonly request: PassRequest;
  readonly noise: NoiseSource;
}
