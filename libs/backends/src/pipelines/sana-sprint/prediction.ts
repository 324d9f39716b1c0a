import { divide, scale, weightedSum } from '../../numerics/float32-vector.js';
import type { Predict } from '../denoise.js';
import type { Denoiser } from '../networks/denoiser.js';
import { toTensor } from '../pipeline.js';
import { conditionAt, type ScheduledCondition } from '../scheduled-condition.js';

const f = Math.fround;

/**
 * Asks a transformer that was trained as a rectified flow, for a sampler in TrigFlow (Chen et al. 2025,
 * section 3.1): the angle t becomes the flow's time s, the latents are scaled to it, and the velocity is
 * turned back. Float32, in diffusers' order.
 *
 * @param sigmaData standard deviation of the samples
 */
export function trigFlowPrediction(
  denoiser: Denoiser,
  condition: ScheduledCondition,
  sigmaData: number,
): Predict {
  return async (latents, angle, position) => {
    const [sin, cos] = [f(Math.sin(angle)), f(Math.cos(angle))];
    const time = f(sin / f(cos + sin));
    const square = f(time * time);
    const rest = f(1 - time);
    const norm = f(Math.sqrt(f(square + f(rest * rest))));
    const input = scale(divide(latents.data, sigmaData), norm);
    const conditions = [conditionAt(condition, position)];
    const sample = toTensor({ ...latents, data: input });
    const [velocity] = await denoiser.predict({ sample, timestep: time, conditions });
    if (velocity === undefined) throw new RangeError('the denoiser needs a condition');
    const double = f(2 * time);
    const share = f(f(1 - double) + f(2 * square));
    const sum = weightedSum([f(1 - double), input], [share, velocity]);
    return scale(divide(sum, norm), sigmaData);
  };
}
