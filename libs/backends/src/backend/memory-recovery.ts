import { BackendError, type GenerationEvent, type ProgressPhase } from '@cyberimage/core';

/** One way to need less memory. */
export interface MemoryMeasure {
  /** Of the warning that tells of it, kebab-case. */
  readonly code: string;
  /** For people: what was done. */
  readonly message: string;
  /** @returns whether it changed anything */
  apply(): Promise<boolean>;
}

const PHASES: readonly ProgressPhase[] = ['wait', 'download', 'load', 'encode', 'denoise', 'decode'];

/**
 * Runs a request; when memory runs short, takes the next measure and goes on with the picture that failed.
 * Each measure taken is a warning on record.
 *
 * @param run the request's events from a picture on
 * @param measures the least harmful first
 * @throws BackendError `out-of-memory` when no measure is left; whatever else `run` throws
 */
export async function* runWithRecovery(
  run: (firstPicture: number) => AsyncIterable<GenerationEvent>,
  measures: readonly MemoryMeasure[],
): AsyncGenerator<GenerationEvent> {
  const left = measures.values();
  const progress = new ProgressFilter();
  let pictures = 0;
  for (;;) {
    try {
      for await (const event of run(pictures)) {
        if (event.type === 'image') pictures = event.index + 1;
        if (progress.isNew(event)) yield event;
      }
      return;
    } catch (error) {
      if (!BackendError.is(error) || error.code !== 'out-of-memory') throw error;
      const { code, message } = await nextThatHelps(left, error);
      yield { type: 'warning', code, message };
    }
  }
}

async function nextThatHelps(left: Iterator<MemoryMeasure>, shortage: BackendError): Promise<MemoryMeasure> {
  for (let next = left.next(); next.done !== true; next = left.next()) {
    if (await next.value.apply()) return next.value;
  }
  throw shortage;
}

/** Keeps what people see from going backwards when a picture is begun again. */
class ProgressFilter {
  #phase = 0;
  #step = -1;

  isNew(event: GenerationEvent): boolean {
    if (event.type !== 'progress') return true;
    const phase = PHASES.indexOf(event.phase);
    if (phase < this.#phase || (phase === this.#phase && event.step < this.#step)) return false;
    this.#phase = phase;
    this.#step = event.step;
    return true;
  }
}
