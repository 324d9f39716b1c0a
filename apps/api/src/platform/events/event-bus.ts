import type { AppEvent } from './app-event.js';

export type AppEventListener = (event: AppEvent) => void;

/** Carries events from wherever work is done to wherever they are shown. Losing one is no harm. */
export abstract class EventBus {
  /** Never fails: events tell of what is on record already. */
  abstract publish(event: AppEvent): void;
  /** @returns a function that ends the subscription */
  abstract subscribe(listener: AppEventListener): () => void;
}
