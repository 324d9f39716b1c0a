/** Weight of the newest measurement: a machine's load changes. */
const NEWEST_WEIGHT = 0.3;

/** What two runs have to share for their times to compare. */
export interface TimedWork {
  readonly model: string;
  readonly width: number;
  readonly height: number;
  /** Guidance asks the network twice. */
  readonly guided: boolean;
}

/** Remembers how long denoiser calls and decoding took, to tell how long the next run will take. */
export class StepTimes {
  readonly #seconds = new Map<string, number>();

  /** @param part of the work that took this long */
  record(work: TimedWork, part: 'call' | 'decode', seconds: number): void {
    const key = keyOf(work, part);
    const known = this.#seconds.get(key);
    this.#seconds.set(key, known === undefined ? seconds : known + NEWEST_WEIGHT * (seconds - known));
  }

  /**
   * @param calls denoiser calls of one picture
   * @param pictures how many
   * @returns seconds, without loading; undefined before the first run of this kind
   */
  estimate(work: TimedWork, calls: number, pictures: number): number | undefined {
    const call = this.#seconds.get(keyOf(work, 'call'));
    const decode = this.#seconds.get(keyOf(work, 'decode'));
    return call === undefined || decode === undefined ? undefined : pictures * (calls * call + decode);
  }
}

function keyOf({ model, width, height, guided }: TimedWork, part: string): string {
  return JSON.stringify([model, width, height, guided, part]);
}
