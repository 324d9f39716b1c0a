/** A seed as a JSON number while that holds it exactly, else as its digits. */
export function readableSeed(seed: string): number | string {
  const number = Number(seed);
  return Number.isSafeInteger(number) ? number : seed;
}
