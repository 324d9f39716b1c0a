import type { Predict } from '../denoise.js';
import { guide } from '../guidance.js';
import type { LatentShape } from '../latent-shape.js';
import type { Condition, Denoiser } from '../networks/denoiser.js';
import type { PipelineRequest } from '../pipeline.js';
import { imageIds, packLatents, textIds, unpackLatents } from './packed-latents.js';

/** The transformer is told σ, which is the timestep over this. */
const TRAINED_TIMESTEPS = 1000;

/**
 * Asks the transformer, with packed latents and the positions of picture and text. The guidance scale is
 * an input of it; classifier-free guidance comes on top where there are two conditions.
 *
 * @param texts of the negative prompt and of the prompt, or of the prompt alone
 */
export function fluxPrediction(
  denoiser: Denoiser,
  texts: readonly Condition[],
  shape: LatentShape,
  { guidanceScale, trueCfgScale = 1 }: PipelineRequest,
): Predict {
  const shared = {
    guidance: { data: Float32Array.of(guidanceScale), dims: [1] },
    imageIds: imageIds(shape),
  };
  const conditions = texts.map((text) => ({ ...text, ...shared, textIds: textIds(text.context) }));
  return async (latents, timestep) => {
    const sigma = Math.fround(timestep / TRAINED_TIMESTEPS);
    const predictions = await denoiser.predict({ sample: packLatents(latents), timestep: sigma, conditions });
    const [first, second] = predictions.map((prediction) => unpackLatents(prediction, shape));
    if (first === undefined) throw new RangeError('the denoiser needs a condition');
    return second === undefined ? first : guide(first, second, trueCfgScale, 0);
  };
}
