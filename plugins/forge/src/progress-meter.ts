import type { GenerationEvent } from '@cyberimage/core';
import type { PicturePlan } from './models/picture-plan.js';
import type { TaskState } from './tasks/task-state.js';

/** Turns what the server says of each picture's task into steps of the whole request that never fall. */
export class ProgressMeter {
  readonly #stepsPerPicture: number;
  readonly #of: number;
  #step = -1;

  constructor({ steps, hires, numImages }: PicturePlan) {
    this.#stepsPerPicture = steps + (hires === undefined ? 0 : hires.steps || steps);
    this.#of = this.#stepsPerPicture * numImages;
  }

  /** @param index which picture the state is of, from 0 */
  *events(index: number, { fraction, preview }: TaskState): Generator<GenerationEvent> {
    if (fraction !== undefined) {
      const step = Math.floor((index + fraction) * this.#stepsPerPicture);
      if (step > this.#step) {
        this.#step = step;
        yield { type: 'progress', phase: 'denoise', step, of: this.#of };
      }
    }
    if (preview !== undefined) yield { type: 'preview', index, ...preview };
  }
}
