/** A seed as a JSON number while that holds it exactly, else as its digits. */
export function readableSeed(seed: string): number | string;
export function readableSeed(seed: string | null): number | string | null;
export function readableSeed(seed: string | null): number | string | null {
  if (seed === null) return null;
  const number = Number(seed);
  return Number.isSafeInteger(number) ? number : seed;
}
