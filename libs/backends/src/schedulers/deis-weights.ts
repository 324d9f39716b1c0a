import { valueAt } from '../numerics/float32-vector.js';

/**
 * Weights of the outputs in a step of DEIS: ∫ℓᵢ(ln ρ)dρ from the newest ρ to `to`, where ℓᵢ is the Lagrange
 * polynomial over ln ρ that is 1 at the i-th output (Zhang & Chen 2023, eq. 15). In closed form: with u = ln ρ
 * the integrals are ∫uᵏeᵘdu. Double precision; diffusers works these out in float32.
 *
 * @param rhos noise relative to signal at each output, the newest first; two or three, above 0
 * @param to ρ at the end of the step, above 0
 * @returns one weight per output
 */
export function deisWeights(rhos: readonly number[], to: number): readonly number[] {
  // Relative to the newest: the logarithms stay small, and so do the cancellations.
  const newest = valueAt(rhos, 0);
  const nodes = rhos.map((value) => Math.log(value / newest));
  const end = Math.log(to / newest);
  return nodes.map((node, which) => {
    const others = nodes.filter((_, i) => i !== which);
    const scale = others.reduce((product, other) => product * (node - other), 1);
    const [first = 0, second] = others;
    const [m0, m1, m2] = [moment(0, end), moment(1, end), moment(2, end)];
    const integral =
      second === undefined ? m1 - first * m0 : m2 - (first + second) * m1 + first * second * m0;
    return (newest * integral) / scale;
  });
}

/** ∫uᵏeᵘdu from 0 to `end`, by parts. */
function moment(power: number, end: number): number {
  if (power === 0) return Math.expm1(end);
  return end ** power * Math.exp(end) - power * moment(power - 1, end);
}
