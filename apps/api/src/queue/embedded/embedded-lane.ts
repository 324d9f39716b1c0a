import { JobCancelled, QueueClosing, type QueueHandler, type QueueTicket } from '../job-queue.js';

interface RunningJob {
  readonly id: string;
  readonly abort: AbortController;
  readonly ended: Promise<void>;
}

/** One lane of the embedded queue: waiting tickets in order, at most one running. */
export class EmbeddedLane {
  private waiting: QueueTicket[] = [];
  private running: RunningJob | undefined;
  private handler: QueueHandler | undefined;
  private isClosed = false;
  private isPaused = false;

  add(ticket: QueueTicket): void {
    if (this.running?.id === ticket.id || this.waiting.some(({ id }) => id === ticket.id)) return;
    this.insert(ticket);
    this.runNext();
  }

  cancel(id: string): void {
    const at = this.waiting.findIndex((ticket) => ticket.id === id);
    if (at >= 0) this.waiting.splice(at, 1);
    else if (this.running?.id === id) this.running.abort.abort(new JobCancelled('The job was cancelled'));
  }

  reorder(tickets: readonly QueueTicket[]): void {
    const waiting = new Set(this.waiting.map(({ id }) => id));
    const ordered = tickets.filter(({ id }) => waiting.has(id));
    const moved = new Set(ordered.map(({ id }) => id));
    const others = this.waiting.filter(({ id }) => !moved.has(id));
    this.waiting = ordered;
    for (const ticket of others) this.insert(ticket);
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
    this.runNext();
  }

  consume(handler: QueueHandler): void {
    this.handler ??= handler;
    this.runNext();
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.running?.abort.abort(new QueueClosing('This process is stopping'));
    await this.running?.ended;
  }

  /** Behind those of its own priority. */
  private insert(ticket: QueueTicket): void {
    const at = this.waiting.findIndex(({ priority }) => priority < ticket.priority);
    this.waiting.splice(at < 0 ? this.waiting.length : at, 0, ticket);
  }

  private runNext(): void {
    if (this.isClosed || this.isPaused || this.running !== undefined || this.handler === undefined) return;
    const ticket = this.waiting.shift();
    if (ticket === undefined) return;
    const abort = new AbortController();
    this.running = { id: ticket.id, abort, ended: this.run(this.handler, ticket.id, abort.signal) };
  }

  private async run(handler: QueueHandler, id: string, signal: AbortSignal): Promise<void> {
    try {
      // A turn later, so that `running` is set before the handler can ask for it.
      await Promise.resolve();
      await handler(id, signal);
    } catch {
      // The handler has put its failure on record; the queue has no use for it.
    } finally {
      this.running = undefined;
      this.runNext();
    }
  }
}
