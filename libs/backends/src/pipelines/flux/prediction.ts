import type { Predict } from '../denoise.js';
import { conditionsAt, guideAll } from '../guided-prediction.js';
import type { LatentShape } from '../latent-shape.js';
import type { Denoiser } from '../networks/denoiser.js';
import type { PipelineRequest } from '../pipeline.js';
import { mapConditions, type ScheduledCondition } from '../scheduled-condition.js';
import { imageIds, PackedLatents, textIds } from './packed-latents.js';

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
  texts: readonly ScheduledCondition[],
  shape: LatentShape,
  { guidanceScale, trueCfgScale = 1 }: PipelineRequest,
): Predict {
  const shared = {
    guidance: { data: Float32Array.of(guidanceScale), dims: [1] },
    imageIds: imageIds(shape),
  };
  const scheduled = mapConditions(texts, (text) => ({
    ...text,
    ...shared,
    textIds: textIds(text.context),
  }));
  const scales = { guidanceScale: trueCfgScale, guidanceRescale: 0 };
  const packing = new PackedLatents(shape);
  return async ({ data }, timestep, position) => {
    const sigma = Math.fround(timestep / TRAINED_TIMESTEPS);
    const conditions = conditionsAt(scheduled, position);
    const predictions = await denoiser.predict({ sample: packing.pack(data), timestep: sigma, conditions });
    const unpacked = predictions.map((prediction) => packing.unpack(prediction));
    return guideAll(unpacked, scheduled, scales);
  };
}
