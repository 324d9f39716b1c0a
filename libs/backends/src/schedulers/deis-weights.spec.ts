import { describe, expect, it } from 'vitest';
import { deisWeights } from './deis-weights.js';

/** ∫g(ln ρ)dρ by Simpson's rule. */
function integrate(g: (u: number) => number, from: number, to: number): number {
  const count = 2000;
  const width = (to - from) / count;
  return Array.from({ length: count + 1 }, (_, i) => {
    const weight = i === 0 || i === count ? 1 : i % 2 === 1 ? 4 : 2;
    return (weight * width * g(Math.log(from + i * width))) / 3;
  }).reduce((sum, term) => sum + term, 0);
}

describe('deisWeights', () => {
  it.each([
    [[2, 3], 1.2],
    [[2, 3, 5], 1.2],
    [[0.05, 0.07, 0.12], 0.03],
  ])('of outputs at ρ = %j integrate a polynomial in ln ρ exactly, to %d', (rhos, to) => {
    const polynomial = (u: number) => 0.3 + 1.7 * u + (rhos.length === 3 ? 0.9 * u ** 2 : 0);
    const weighted = deisWeights(rhos, to).reduce(
      (sum, weight, i) => sum + weight * polynomial(Math.log(rhos[i] ?? NaN)),
      0,
    );
    expect(weighted).toBeCloseTo(integrate(polynomial, rhos[0] ?? NaN, to), 10);
  });

  it('are 0 for a step of no length', () => {
    expect(deisWeights([2, 3, 5], 2).every((weight) => Math.abs(weight) < 1e-15)).toBe(true);
  });
});
