const MAX_FRACTION_TERMS = 300;
const BISECTIONS = 60;

/**
 * Quantile function of the symmetric Beta(a, a) distribution.
 *
 * @param probability 0 to 1
 * @param shape a, above 0
 * @returns x in 0..1 with P(X ≤ x) = probability, to double precision
 */
export function betaQuantile(probability: number, shape: number): number {
  if (probability <= 0) return 0;
  if (probability >= 1) return 1;
  if (probability > 0.5) return 1 - betaQuantile(1 - probability, shape);
  let low = 0;
  let high = 0.5;
  for (let i = 0; i < BISECTIONS; i++) {
    const middle = (low + high) / 2;
    if (regularizedBeta(middle, shape) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** I_x(a, a) for x ≤ 1/2 by the continued fraction of DLMF 8.17.22, scaled by I_½(a, a) = ½. */
function regularizedBeta(x: number, a: number): number {
  return (0.5 * incompleteBeta(x, a)) / incompleteBeta(0.5, a);
}

/** B_x(a, a), by Lentz's method. */
function incompleteBeta(x: number, a: number): number {
  let c = 1;
  let d = 1 / (1 - (2 * a * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= MAX_FRACTION_TERMS; m++) {
    const even = (m * (a - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (2 * a + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    for (const coefficient of [even, odd]) {
      d = 1 / (1 + coefficient * d);
      c = 1 + coefficient / c;
      fraction *= d * c;
    }
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return ((x * (1 - x)) ** a / a) * fraction;
}
