import { signal } from '@angular/core';

import type { Connection } from '../event-stream';
import type { AppEvent } from '../generated/models/app-event';

/** Plays the event stream: tests say what happens. */
export class FakeEventStream {
  readonly connection = signal<Connection>('open');
  readonly settled = Promise.resolve();
  private readonly listeners = new Set<(event: AppEvent) => void>();

  listen(listener: (event: AppEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Tells the event and waits until its listeners have asked for what they need. */
  async tell(event: AppEvent): Promise<void> {
    for (const listener of this.listeners) listener(event);
    await settle();
  }
}

/** Lets everything go on that waits for no timer. */
export async function settle(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
}
