import { EventBus, type AppEventListener } from './event-bus.js';
import type { AppEvent } from './app-event.js';

/** For the one process that does everything. */
export class InProcessEventBus extends EventBus {
  private readonly listeners = new Set<AppEventListener>();

  publish(event: AppEvent): void {
    for (const listener of this.listeners) listener(event);
  }

  subscribe(listener: AppEventListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
