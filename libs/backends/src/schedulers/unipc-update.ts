import { divide, scale, valueAt, weightedSum } from '../numerics/float32-vector.js';
import type { LogSnrPoint } from './log-snr-space.js';
import { solveLinear } from '../numerics/solve-linear.js';

const f = Math.fround;

/** How UniPC is set up. */
export interface UniPcVariant {
  /** Works on the noise in place of the clean latents (`predict_x0` false). */
  readonly predictsNoise: boolean;
  /** B(h) of the paper: h, or e^h − 1. */
  readonly solver: 'bh1' | 'bh2';
}

/** A converted output and where it was made. */
export interface PastOutput {
  readonly value: Float32Array;
  readonly point: LogSnrPoint;
}

/** A predictor's or a corrector's update. */
export interface UniPcStep {
  readonly sample: Float32Array;
  /** As many as the order, the newest first. */
  readonly past: readonly PastOutput[];
  readonly to: LogSnrPoint;
  /** The output at the end of the step: makes the update a corrector's. */
  readonly arrived?: Float32Array;
}

/** UniP and UniC (Zhao et al. 2023, algorithms 1 and 2), in the order of operations of diffusers. */
export function uniPcUpdate(step: UniPcStep, variant: UniPcVariant): Float32Array {
  const { sample, past, to, arrived } = step;
  const [newest, ...older] = past;
  if (newest === undefined) throw new RangeError('UniPC needs at least one output');
  const from = newest.point;
  const h = f(to.lambda - from.lambda);
  const hh = variant.predictsNoise ? h : -h;
  const phi1 = f(Math.expm1(hh));
  const bh = variant.solver === 'bh1' ? hh : phi1;

  const ratios = older.map(({ point }) => f(f(point.lambda - from.lambda) / h));
  const differences = older.map(({ value }, i) =>
    divide(weightedSum([1, value], [-1, newest.value]), valueAt(ratios, i)),
  );
  const weights = arrived === undefined ? predictorWeights(ratios, hh, bh) : correctorWeights(ratios, hh, bh);
  if (arrived !== undefined) differences.push(weightedSum([1, arrived], [-1, newest.value]));

  const [level, kept] = variant.predictsNoise
    ? [to.sigma, f(to.alpha / from.alpha)]
    : [to.alpha, f(to.sigma / from.sigma)];
  const predicted = weightedSum([kept, sample], [-f(level * phi1), newest.value]);
  const [first, ...rest] = differences;
  if (first === undefined) return predicted;
  const residual = rest.reduce(
    (sum, difference, i) => weightedSum([1, sum], [valueAt(weights, i + 1), difference]),
    scale(first, valueAt(weights, 0)),
  );
  return weightedSum([1, predicted], [-f(level * bh), residual]);
}

function predictorWeights(ratios: readonly number[], hh: number, bh: number): readonly number[] {
  // With one earlier output the paper's simplification is used in place of the solution.
  if (ratios.length < 2) return [0.5];
  const { matrix, right } = orderConditions(ratios, hh, bh);
  return solveLinear(matrix, right);
}

function correctorWeights(ratios: readonly number[], hh: number, bh: number): readonly number[] {
  if (ratios.length === 0) return [0.5];
  const { matrix, right } = orderConditions([...ratios, 1], hh, bh);
  return solveLinear(matrix, right);
}

interface OrderConditions {
  readonly matrix: readonly (readonly number[])[];
  readonly right: readonly number[];
}

/** R_p(h) and B(h)⁻¹φ_p(h) of the paper's eq. 5. */
function orderConditions(ratios: readonly number[], hh: number, bh: number): OrderConditions {
  const right: number[] = [];
  let phi = f(f(f(Math.expm1(hh)) / hh) - 1);
  let factorial = 1;
  for (let i = 1; i <= ratios.length; i++) {
    right.push(f(f(phi * factorial) / bh));
    factorial *= i + 1;
    phi = f(f(phi / hh) - f(1 / factorial));
  }
  return { matrix: right.map((_, power) => ratios.map((ratio) => f(ratio ** power))), right };
}
