/** A run of the past: what it had to do, and how long it took. */
export interface PastRun {
  readonly work: number;
  readonly seconds: number;
}

/**
 * How much there is to do in units of one step of one pixel. Time grows with both about linearly, so that
 * runs of other sizes and lengths can be compared; what is not known counts as one.
 */
export function workOf(parameters: Readonly<Record<string, unknown>>, imageCount: number): number {
  const factor = (name: string): number => {
    const value = parameters[name];
    return typeof value === 'number' && value > 0 ? value : 1;
  };
  return factor('steps') * factor('width') * factor('height') * imageCount;
}

/** The median pace: one run that also loaded the model doesn't spoil it. Undefined without past runs. */
export function secondsPerWork(runs: readonly PastRun[]): number | undefined {
  const paces = runs.map(({ work, seconds }) => seconds / work).toSorted((a, b) => a - b);
  return paces[Math.floor(paces.length / 2)];
}
