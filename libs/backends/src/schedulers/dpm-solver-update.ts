import { scale, weightedSum, type Term } from '../numerics/float32-vector.js';
import type { LogSnrPoint } from './log-snr-space.js';

const f = Math.fround;
const expFloat32 = (x: number): number => f(Math.exp(x));

/** One multistep update; its order is the number of outputs. */
export interface DpmStep {
  readonly sample: Float32Array;
  /** Converted outputs, the newest first: one, two or three. */
  readonly outputs: readonly Float32Array[];
  /** Where the outputs were made, the newest first. */
  readonly points: readonly LogSnrPoint[];
  readonly to: LogSnrPoint;
  /** The `heun` solver type in place of `midpoint`; order 2 only. */
  readonly isHeun: boolean;
  /** DPM-Solver, which works on the noise, in place of DPM-Solver++, which works on the clean latents. */
  readonly predictsNoise: boolean;
}

/** Finite differences of the outputs over λ. */
interface Differences {
  readonly first?: Float32Array;
  readonly second?: Float32Array;
}

/** DPM-Solver++ (Lu et al. 2022b, eq. 9 and algorithm 2) or DPM-Solver (Lu et al. 2022a). */
export function dpmUpdate(step: DpmStep): Float32Array {
  const { sample, outputs, to, predictsNoise } = step;
  const from = pointAt(step, 0);
  const h = f(to.lambda - from.lambda);
  // DPM-Solver is DPM-Solver++ with signal and noise exchanged and λ reversed.
  const hh = predictsNoise ? h : -h;
  const [level, kept] = predictsNoise
    ? [to.sigma, f(to.alpha / from.alpha)]
    : [to.alpha, f(to.sigma / from.sigma)];
  const growth = f(expFloat32(hh) - 1);
  const decay = f(level * growth);
  const terms: Term[] = [[-decay, outputs[0] ?? sample]];
  const { first, second } = differences(step, h);
  if (first !== undefined) {
    const slope = f(level * f(f(growth / hh) - 1));
    const usesSlope = second !== undefined || step.isHeun;
    terms.push(usesSlope ? [-slope, first] : [-f(0.5 * decay), first]);
  }
  if (second !== undefined) {
    terms.push([-f(level * f(f(f(growth - hh) / f(h * h)) - 0.5)), second]);
  }
  return weightedSum([kept, sample], ...terms);
}

/** SDE-DPM-Solver++ of order 1 or 2 (Lu et al. 2022b, appendix B). */
export function ancestralUpdate(step: DpmStep, noise: Float32Array): Float32Array {
  const { sample, outputs, to } = step;
  const from = pointAt(step, 0);
  const h = f(to.lambda - from.lambda);
  const level = f(to.alpha * f(1 - expFloat32(-2 * h)));
  const terms: Term[] = [[level, outputs[0] ?? sample]];
  const { first } = differences(step, h);
  if (first !== undefined) {
    terms.push(
      step.isHeun
        ? [f(to.alpha * f(f(f(1 - expFloat32(-2 * h)) / f(-2 * h)) + 1)), first]
        : [f(0.5 * level), first],
    );
  }
  terms.push([f(to.sigma * f(Math.sqrt(f(1 - expFloat32(-2 * h))))), noise]);
  return weightedSum([f(f(to.sigma / from.sigma) * expFloat32(-h)), sample], ...terms);
}

/**
 * Finite differences of the outputs over λ: one less than there are outputs.
 *
 * @param h λ of the step's end less that of its start
 */
export function differences(step: Pick<DpmStep, 'outputs' | 'points'>, h: number): Differences {
  const [m0, m1, m2] = step.outputs;
  if (m0 === undefined || m1 === undefined) return {};
  const r0 = f(f(pointAt(step, 0).lambda - pointAt(step, 1).lambda) / h);
  const newest = scaledDifference(m0, m1, r0);
  if (m2 === undefined) return { first: newest };
  const r1 = f(f(pointAt(step, 1).lambda - pointAt(step, 2).lambda) / h);
  const older = scaledDifference(m1, m2, r1);
  const change = weightedSum([1, newest], [-1, older]);
  return {
    first: weightedSum([1, newest], [f(r0 / f(r0 + r1)), change]),
    second: scale(change, f(1 / f(r0 + r1))),
  };
}

function scaledDifference(newer: Float32Array, older: Float32Array, ratio: number): Float32Array {
  return scale(weightedSum([1, newer], [-1, older]), f(1 / ratio));
}

function pointAt({ points }: Pick<DpmStep, 'points'>, index: number): LogSnrPoint {
  const point = points[index];
  if (point === undefined) throw new RangeError(`no point ${index} of ${points.length}`);
  return point;
}
