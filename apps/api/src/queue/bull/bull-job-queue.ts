import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import Bull from 'bull';
import { Redis } from 'ioredis';
import { RepeatedWarning } from '../../platform/logging/repeated-warning.js';
import {
  JobCancelled,
  JobQueue,
  QueueClosing,
  type ConsumeOptions,
  type QueueHandler,
  type QueueTicket,
} from '../job-queue.js';
import { LaneLock } from './lane-lock.js';

const CANCEL_CHANNEL = 'cyberimage:cancel';

/** Bull's own default. */
const LOCK_MS = 30_000;

/** Bull runs 1 first and 0 last: a ticket's priority p becomes 101 − p. */
const LOWEST_BULL_PRIORITY = 101;

/** The queue on Redis: one Bull queue per lane, any number of worker processes. */
export class BullJobQueue extends JobQueue {
  private readonly logger = new Logger(BullJobQueue.name);
  private readonly trouble = new RepeatedWarning(this.logger);
  private readonly lanes = new Map<string, Bull.Queue>();
  private readonly consumed = new Set<string>();
  private readonly running = new Map<string, AbortController>();
  private readonly handlers = new Set<Promise<void>>();
  private readonly locks: LaneLock[] = [];
  private readonly owner = randomUUID();
  private readonly publisher: Redis;
  private readonly subscriber: Redis;
  private isClosed = false;

  constructor(
    private readonly redisUrl: string,
    private readonly bullOptions: Bull.QueueOptions,
  ) {
    super();
    this.publisher = new Redis(redisUrl, { maxRetriesPerRequest: 3 });
    // A subscribing connection can't answer the command that the ready check sends.
    this.subscriber = new Redis(redisUrl, { maxRetriesPerRequest: null, enableReadyCheck: false });
    for (const connection of [this.publisher, this.subscriber]) {
      connection.on('error', (error) => this.trouble.log(`Redis: ${error.message}`));
    }
    this.subscriber.on('message', (_channel, id) => {
      this.running.get(id)?.abort(new JobCancelled('The job was cancelled'));
    });
  }

  async add({ id, lane, priority }: QueueTicket): Promise<void> {
    await this.lane(lane).add(
      {},
      { jobId: id, priority: LOWEST_BULL_PRIORITY - priority, removeOnComplete: true, removeOnFail: true },
    );
  }

  async cancel(id: string, lane: string): Promise<void> {
    const job = await this.lane(lane).getJob(id);
    // A job that a worker takes up in this moment can't be removed any more, but hears the message.
    if (job !== null && !(await job.isActive())) await job.remove().catch(() => undefined);
    await this.publisher.publish(CANCEL_CHANNEL, id);
  }

  async reorder(lane: string, tickets: readonly QueueTicket[]): Promise<void> {
    const jobs = await this.lane(lane).getJobs(['waiting', 'paused'], 0, -1, true);
    const waiting = new Map(jobs.map((job) => [String(job.id), job]));
    const ordered = tickets.filter(({ id }) => waiting.has(id));
    // Redis has no way to move one entry of a list: from the first one out of place all are put in anew.
    const current = [...waiting.keys()];
    const inPlace = ordered.findIndex(({ id }, place) => id !== current[place]);
    if (inPlace < 0) return;
    for (const ticket of ordered.slice(inPlace)) {
      const isRemoved = await waiting
        .get(ticket.id)
        ?.remove()
        .then(() => true)
        // A worker has taken it up meanwhile.
        .catch(() => false);
      if (isRemoved === true) await this.add(ticket);
    }
  }

  async pause(lane: string): Promise<void> {
    await this.lane(lane).pause();
  }

  async resume(lane: string): Promise<void> {
    await this.lane(lane).resume();
  }

  async consume(
    lane: string,
    handler: QueueHandler,
    { isShared = false }: ConsumeOptions = {},
  ): Promise<void> {
    if (this.consumed.has(lane)) return;
    this.consumed.add(lane);
    if (this.consumed.size === 1) await this.subscriber.subscribe(CANCEL_CHANNEL);
    if (isShared) this.locks.push(this.lock(lane, handler));
    else await this.process(lane, handler);
  }

  /** Takes the lane's jobs while no other process does. */
  private lock(lane: string, handler: QueueHandler): LaneLock {
    let hasBegun = false;
    const warn = (error: Error) => this.trouble.log(`The lane ${lane}: ${error.message}`);
    const begin = async (): Promise<void> => {
      if (this.isClosed) return;
      if (hasBegun) await this.lane(lane).resume(true);
      else await this.process(lane, handler);
      hasBegun = true;
    };
    return new LaneLock({
      redis: this.publisher,
      lane,
      owner: this.owner,
      ttlMs: this.bullOptions.settings?.lockDuration ?? LOCK_MS,
      onGained: () => void begin().catch(warn),
      onLost: () => void this.lane(lane).pause(true, true).catch(warn),
      onError: warn,
    });
  }

  private async process(lane: string, handler: QueueHandler): Promise<void> {
    const queue = this.lane(lane);
    const isTaken = queue.process(1, (job) => this.track(String(job.id), handler));
    isTaken.catch((error: unknown) => {
      if (!this.isClosed) this.logger.error({ err: error, lane }, 'The lane stopped');
    });
    await queue.isReady();
  }

  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    // Without waiting for jobs in this call: they end because of the abort that follows.
    await Promise.all([...this.lanes.values()].map((queue) => queue.pause(true, true)));
    for (const abort of this.running.values()) abort.abort(new QueueClosing('This process is stopping'));
    await Promise.allSettled(this.handlers);
    await Promise.all(this.locks.map((lock) => lock.release()));
    await Promise.all([...this.lanes.values()].map((queue) => queue.close()));
    this.publisher.disconnect();
    this.subscriber.disconnect();
  }

  private async track(id: string, handler: QueueHandler): Promise<void> {
    const abort = new AbortController();
    this.running.set(id, abort);
    const work = handler(id, abort.signal);
    this.handlers.add(work);
    try {
      await work;
    } finally {
      this.running.delete(id);
      this.handlers.delete(work);
    }
  }

  private lane(name: string): Bull.Queue {
    const known = this.lanes.get(name);
    if (known !== undefined) return known;
    const queue = new Bull(`lane-${name}`, this.redisUrl, this.bullOptions);
    queue.on('error', (error) => this.trouble.log(`Bull: ${error.message}`));
    this.lanes.set(name, queue);
    return queue;
  }
}
