import { valueAt, weightedSum, type Term } from '../numerics/float32-vector.js';
import { eulerSchedule } from './euler-schedule.js';
import { readPredictionType, type SamplerFactory, type StepInput, type StepResult } from './sampler.js';
import { SigmaSampler } from './sigma-sampler.js';

const MAX_ORDER = 4;

/**
 * Linear multistep (Adams-Bashforth over uneven noise levels): LMSDiscreteScheduler, k-diffusion's
 * `sample_lms`. Where image to image enters late, diffusers takes the coefficients of an order for which it
 * has no slopes yet; here the order grows with the slopes.
 */
class LmsSampler extends SigmaSampler {
  readonly order = 1;
  /** Slopes, the newest first. */
  #derivatives: readonly Float32Array[] = [];

  step({ sample, modelOutput, index }: StepInput): StepResult {
    const { derivative, denoised } = this.slope(sample, modelOutput, this.sigmaAt(index));
    this.#derivatives = [derivative, ...this.#derivatives].slice(0, MAX_ORDER);
    const nodes = this.#derivatives.map((_, i) => this.sigmaAt(index - i));
    const terms = this.#derivatives.map((slope, i): Term => {
      return [integrateBasis(nodes, i, this.sigmaAt(index), this.sigmaAt(index + 1)), slope];
    });
    return { sample: weightedSum([1, sample], ...terms), denoised };
  }
}

/**
 * Integral of the Lagrange polynomial that is 1 at `nodes[which]` and 0 at the others. Two Gauss points are
 * exact for the third degree, the highest here.
 */
function integrateBasis(nodes: readonly number[], which: number, start: number, end: number): number {
  const basis = (x: number): number =>
    nodes.reduce((product, node, i) => {
      return i === which ? product : (product * (x - node)) / (valueAt(nodes, which) - node);
    }, 1);
  const middle = (start + end) / 2;
  const offset = (end - start) / 2 / Math.sqrt(3);
  return ((end - start) / 2) * (basis(middle - offset) + basis(middle + offset));
}

/** @see LmsSampler */
export const createLms: SamplerFactory = (config, { steps }) =>
  new LmsSampler(eulerSchedule(config, steps, 'bounded'), readPredictionType(config));
