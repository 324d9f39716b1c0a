import { randomUUID } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { AppEvent } from './app-event.js';
import { EventBus } from './event-bus.js';

/** An event with its place in this process's stream. */
export interface LoggedEvent {
  /** `<boot id>-<number>`: a new process has another boot id, so that old ids are known as old. */
  readonly id: string;
  readonly event: AppEvent;
}

/** What a client that had seen `lastEventId` has missed. */
export type MissedEvents =
  { readonly known: true; readonly events: readonly LoggedEvent[] } | { readonly known: false };

const CAPACITY = 2000;

/** Remembers the newest events, so that a client that lost its connection misses none. */
@Injectable()
export class EventLog implements OnModuleInit {
  private readonly bootId = randomUUID().slice(0, 8);
  private readonly listeners = new Set<(logged: LoggedEvent) => void>();
  private entries: LoggedEvent[] = [];
  private lastNumber = 0;

  constructor(private readonly bus: EventBus) {}

  onModuleInit(): void {
    this.bus.subscribe((event) => this.append(event));
  }

  /** The id to start from for a client that has just fetched everything. */
  get lastEventId(): string {
    return `${this.bootId}-${this.lastNumber}`;
  }

  since(lastEventId: string): MissedEvents {
    const match = /^([0-9a-f]{8})-(\d+)$/.exec(lastEventId);
    const number = Number(match?.[2]);
    if (match?.[1] !== this.bootId || number > this.lastNumber) return { known: false };
    const missed = this.lastNumber - number;
    if (missed > this.entries.length) return { known: false };
    return { known: true, events: missed === 0 ? [] : this.entries.slice(-missed) };
  }

  /** @returns a function that ends the subscription */
  listen(listener: (logged: LoggedEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private append(event: AppEvent): void {
    this.lastNumber += 1;
    const logged = { id: this.lastEventId, event };
    this.entries.push(logged);
    // Trimmed in blocks: shifting one by one would copy the whole list at every event.
    if (this.entries.length >= 2 * CAPACITY) this.entries = this.entries.slice(-CAPACITY);
    for (const listener of this.listeners) listener(logged);
  }
}
