/** Longer ones may break inside: they would not fit beside anything. */
const SHORT = 24;
const NO_BREAK = '\u00a0';

/** Facts in a row, without those that are not known. Lines break between them, not inside "30 steps". */
export function formatFacts(...facts: readonly (string | false | null | undefined)[]): string {
  return facts
    .flatMap((fact) => (fact ? [fact.length <= SHORT ? fact.replaceAll(' ', NO_BREAK) : fact] : []))
    .join(`${NO_BREAK}· `);
}
