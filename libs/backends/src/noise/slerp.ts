import type { PlaneSize } from './noise-source.js';

/** Columns that point the same way have no arc between them. */
const SMALLEST_SINE = 1e-7;

/**
 * Goes a share of the way from one noise to another without losing its strength: spherical interpolation
 * (Shoemake 1985) of each column of each plane, the way that A1111 mixes variations in.
 *
 * @param from planes of rows, `size.height` times `size.width` values each
 * @param to of the same length
 * @param share 0 for `from`, 1 for `to`
 */
export function slerp(
  from: Float32Array,
  to: Float32Array,
  share: number,
  { width, height }: PlaneSize,
): Float32Array {
  const result = new Float32Array(from.length);
  for (let plane = 0; plane < from.length; plane += width * height) {
    for (let column = plane; column < plane + width; column++) {
      const end = column + width * height;
      const [fromShare, toShare] = sharesOfArc(angleBetween(from, to, { column, end, width }), share);
      for (let i = column; i < end; i += width) result[i] = fromShare * from[i]! + toShare * to[i]!;
    }
  }
  return result;
}

interface Column {
  readonly column: number;
  readonly end: number;
  readonly width: number;
}

function angleBetween(from: Float32Array, to: Float32Array, { column, end, width }: Column): number {
  let product = 0;
  let fromSquare = 0;
  let toSquare = 0;
  for (let i = column; i < end; i += width) {
    product += from[i]! * to[i]!;
    fromSquare += from[i]! ** 2;
    toSquare += to[i]! ** 2;
  }
  const cosine = product / Math.sqrt(fromSquare * toSquare);
  return Math.acos(Math.min(Math.max(cosine, -1), 1));
}

function sharesOfArc(angle: number, share: number): readonly [from: number, to: number] {
  const sine = Math.sin(angle);
  if (!(sine > SMALLEST_SINE)) return [1 - share, share];
  return [Math.sin((1 - share) * angle) / sine, Math.sin(share * angle) / sine];
}
