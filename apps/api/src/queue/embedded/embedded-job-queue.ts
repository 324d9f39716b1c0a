import { Injectable } from '@nestjs/common';
import { JobQueue, type QueueHandler, type QueueTicket } from '../job-queue.js';
import { EmbeddedLane } from './embedded-lane.js';

/** The queue without Redis: in the memory of the one process; after a restart it is filled from the rows. */
@Injectable()
export class EmbeddedJobQueue extends JobQueue {
  private readonly lanes = new Map<string, EmbeddedLane>();

  async add(ticket: QueueTicket): Promise<void> {
    this.lane(ticket.lane).add(ticket);
  }

  async cancel(id: string, lane: string): Promise<void> {
    this.lane(lane).cancel(id);
  }

  async reorder(lane: string, tickets: readonly QueueTicket[]): Promise<void> {
    this.lane(lane).reorder(tickets);
  }

  async pause(lane: string): Promise<void> {
    this.lane(lane).pause();
  }

  async resume(lane: string): Promise<void> {
    this.lane(lane).resume();
  }

  async consume(lane: string, handler: QueueHandler): Promise<void> {
    this.lane(lane).consume(handler);
  }

  async close(): Promise<void> {
    await Promise.all([...this.lanes.values()].map((lane) => lane.close()));
  }

  private lane(name: string): EmbeddedLane {
    const known = this.lanes.get(name);
    if (known !== undefined) return known;
    const lane = new EmbeddedLane();
    this.lanes.set(name, lane);
    return lane;
  }
}
