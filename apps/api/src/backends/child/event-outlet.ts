import { setImmediate } from 'node:timers/promises';
import type { FetchProgress, GenerationEvent } from '@cyberimage/core';

/** What backends tell of piece by piece. */
export type StreamedEvent = GenerationEvent | FetchProgress;

/**
 * Lets events out only as fast as the host takes them. When the window is used up, previews are dropped
 * (a newer one follows) and any other event makes the backend wait.
 */
export class EventOutlet<Event extends StreamedEvent = StreamedEvent> {
  readonly #send: (event: Event) => Promise<void>;
  #credit: number;
  #closed = false;
  #wake: (() => void) | undefined;

  constructor(window: number, send: (event: Event) => Promise<void>) {
    this.#credit = window;
    this.#send = send;
  }

  async offer(event: Event): Promise<void> {
    if ('type' in event && event.type === 'preview' && this.#credit === 0) {
      await setImmediate();
      return;
    }
    while (this.#credit === 0 && !this.#closed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (this.#closed) {
      await setImmediate();
      return;
    }
    this.#credit--;
    await this.#send(event);
  }

  acknowledge(count: number): void {
    this.#credit += count;
    this.#wake?.();
  }

  /** From now on every event is dropped; a waiting backend goes on. */
  close(): void {
    this.#closed = true;
    this.#wake?.();
  }
}
