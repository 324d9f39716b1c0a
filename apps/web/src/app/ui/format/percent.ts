/** Whole per cent, and 100 only when it is done: "99 %" for 0.998. */
export function formatPercent(fraction: number): string {
  return `${percentOf(fraction)} %`;
}

export function percentOf(fraction: number): number {
  return Math.min(100, Math.max(0, Math.floor(fraction * 100 + 1e-9)));
}
