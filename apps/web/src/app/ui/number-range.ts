export interface NumberRange {
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

/** The value of the range that is nearest to `value`: steps count from `min`. */
export function snapToRange(value: number, { min, max, step }: NumberRange): number {
  const inside = Math.min(max, Math.max(min, value));
  const steps = Math.round((inside - min) / step);
  const nearest = min + steps * step;
  const snapped = nearest > max + step * 1e-9 ? nearest - step : nearest;
  return Number(snapped.toPrecision(12));
}

/** Decimal places that a step needs: 2 for 0.05. */
export function decimalsOf(step: number): number {
  const text = step.toPrecision(12).replace(/0+$/, '');
  const point = text.indexOf('.');
  return point < 0 ? 0 : text.length - point - 1;
}
