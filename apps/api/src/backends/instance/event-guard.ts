import { BackendError, type GenerationEvent, type GenerationRequest } from '@cyberimage/core';
import { describeIssues } from '../protocol/describe-issues.js';
import { eventSchema } from '../protocol/event-schema.js';

/** Holds the events of one generate against the contract: their shapes, and their order. */
export class EventGuard {
  readonly #resumed: boolean;
  readonly #expectedImages: number | undefined;
  #started = false;
  #images = 0;
  #lastIndex = -1;

  constructor(request: GenerationRequest, resumed: boolean) {
    const count = request.parameters['num_images'];
    this.#resumed = resumed;
    this.#expectedImages = typeof count === 'number' ? count : undefined;
  }

  /** @throws BackendError `internal` for an event that the contract does not allow here */
  accept(given: unknown): GenerationEvent {
    const parsed = eventSchema.safeParse(given);
    if (!parsed.success) throw violation(describeIssues('event', given, parsed.error));
    const event = parsed.data;
    if (this.#started === (event.type === 'started')) {
      throw violation(this.#started ? '"started" came twice' : `"${event.type}" came before "started"`);
    }
    this.#started = true;
    if (event.type === 'image') this.#acceptImage(event.index);
    if (event.type === 'done') this.#checkCount();
    return event;
  }

  /** The error for a stream of events that ended before `done`. */
  endedEarly(): BackendError {
    return violation('the events ended without "done"');
  }

  #acceptImage(index: number): void {
    // A resumed backend need not make the pictures again that came before its checkpoint.
    const inOrder = this.#resumed ? index > this.#lastIndex : index === this.#lastIndex + 1;
    if (!inOrder) throw violation(`picture ${index} came where ${this.#lastIndex + 1} was due`);
    this.#lastIndex = index;
    this.#images++;
  }

  #checkCount(): void {
    const expected = this.#expectedImages ?? Math.max(1, this.#images);
    if (!this.#resumed && this.#images !== expected) {
      throw violation(`"done" came after ${this.#images} of ${expected} pictures`);
    }
  }
}

function violation(fault: string): BackendError {
  return new BackendError('internal', `The backend broke the contract: ${fault}`);
}
