import type { FastifyReply } from 'fastify';
import type { LoggedEvent } from '../../platform/events/event-log.service.js';

const HEARTBEAT_MS = 15_000;

/** A client that takes nothing for so long is cut off; it comes back with the last id it saw. */
const MAX_BUFFERED_BYTES = 1_000_000;

/** One client's connection to the event stream. */
export class EventStream {
  private readonly raw: FastifyReply['raw'];
  private readonly heartbeat: NodeJS.Timeout;

  /** @param lastEventId the id that a client without events yet can come back with */
  constructor(reply: FastifyReply, lastEventId: string) {
    this.raw = reply.raw;
    for (const [name, value] of Object.entries(reply.getHeaders())) {
      if (value !== undefined) this.raw.setHeader(name, value);
    }
    this.raw.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
    });
    this.raw.write(`retry: 2000\nid: ${lastEventId}\n\n`);
    // Proxies close connections that stay silent.
    this.heartbeat = setInterval(() => this.raw.write(': alive\n\n'), HEARTBEAT_MS);
  }

  send({ id, event }: LoggedEvent): void {
    this.raw.write(`id: ${id}\ndata: ${JSON.stringify(event)}\n\n`);
    if (this.raw.writableLength > MAX_BUFFERED_BYTES) this.raw.destroy();
  }

  end(): void {
    clearInterval(this.heartbeat);
    this.raw.end();
  }
}
