import { DestroyRef, inject, Injectable, InjectionToken, signal } from '@angular/core';

import type { AppEvent } from './generated/models/app-event';

export type Connection = 'connecting' | 'open' | 'lost';

/** Opens the browser's event source; a token so that tests can play the server. */
export const OPEN_EVENT_SOURCE = new InjectionToken<(url: string) => EventSource>('OPEN_EVENT_SOURCE', {
  providedIn: 'root',
  factory: () => (url) => new EventSource(url),
});

const URL_OF_EVENTS = '/api/v1/events';
const RETRY_MS = 2000;
/** A reconnect that takes less is nothing to tell people about. */
const PATIENCE_MS = 1500;

/**
 * The one event stream of the application. The browser re-attaches by itself with the id of the last event
 * that it saw; only where it gave up (the server answered, but not with a stream) a fresh one is opened here.
 * Where events may have been missed for good, listeners hear `reset`.
 */
@Injectable({ providedIn: 'root' })
export class EventStream {
  private readonly openSource = inject(OPEN_EVENT_SOURCE);
  private readonly state = signal<Connection>('connecting');
  private readonly listeners = new Set<(event: AppEvent) => void>();
  private source: EventSource | undefined;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private losing: ReturnType<typeof setTimeout> | undefined;
  private lastEventId = '';
  private missed = false;

  readonly connection = this.state.asReadonly();
  /** Whoever asks for data after this misses nothing that happens meanwhile. Settles even without a stream. */
  readonly settled: Promise<void>;
  private settle!: () => void;

  constructor() {
    this.settled = new Promise((resolve) => {
      this.settle = resolve;
      setTimeout(resolve, PATIENCE_MS);
    });
    this.connect();
    inject(DestroyRef).onDestroy(() => this.close());
  }

  /** Calls `listener` with every event from now on, until the returned function is called. */
  listen(listener: (event: AppEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private connect(): void {
    const from = this.lastEventId === '' ? '' : `?last_event_id=${encodeURIComponent(this.lastEventId)}`;
    const source = this.openSource(`${URL_OF_EVENTS}${from}`);
    this.source = source;
    source.addEventListener('open', () => this.hasOpened());
    source.addEventListener('error', () => this.hasFailed(source));
    source.addEventListener('message', (message: MessageEvent<string>) => {
      this.lastEventId = message.lastEventId;
      this.emit(JSON.parse(message.data) as AppEvent);
    });
  }

  private hasOpened(): void {
    clearTimeout(this.losing);
    this.losing = undefined;
    this.state.set('open');
    if (this.missed) this.emit({ type: 'reset' });
    this.missed = false;
    this.settle();
  }

  private hasFailed(source: EventSource): void {
    this.losing ??= setTimeout(() => this.state.set('lost'), PATIENCE_MS);
    // Without an event seen there is no id to go on from.
    this.missed ||= this.lastEventId === '';
    this.settle();
    if (source.readyState !== EventSource.CLOSED) return;
    source.close();
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.connect(), RETRY_MS);
  }

  private emit(event: AppEvent): void {
    for (const listener of this.listeners) listener(event);
  }

  private close(): void {
    clearTimeout(this.retry);
    clearTimeout(this.losing);
    this.source?.close();
  }
}
