/** What the queue knows of a job. The row in the database is the truth; this is its ticket. */
export interface QueueTicket {
  readonly id: string;
  /** The backend instance that does the job. A lane runs one job at a time per process; a shared one, over all. */
  readonly lane: string;
  /** −100 to 100; higher goes first. Equal ones go in the order in which they were added. */
  readonly priority: number;
}

/**
 * Does the job; the lane's next one starts when it returns. It must return or throw soon after `signal`
 * aborts; `signal.reason` is a {@link JobCancelled} or a {@link QueueClosing}. Neither outcome brings the job
 * back: who wants it run again adds it again.
 */
export type QueueHandler = (id: string, signal: AbortSignal) => Promise<void>;

/** The job was cancelled by {@link JobQueue.cancel}. */
export class JobCancelled extends Error {
  override readonly name = 'JobCancelled';
}

/** This process stops taking jobs. */
export class QueueClosing extends Error {
  override readonly name = 'QueueClosing';
}

/** How a lane's jobs are taken. */
export interface ConsumeOptions {
  /**
   * Whether all processes share what does the lane's jobs, such as a server: then one of them takes the jobs, and
   * another one as soon as that gives no sign of life.
   */
  readonly isShared?: boolean;
}

/** Brings job ids from those who create jobs to those who do them. */
export abstract class JobQueue {
  /** Does nothing for an id that waits or runs already. */
  abstract add(ticket: QueueTicket): Promise<void>;

  /** Withdraws a waiting job; aborts a running one, wherever it runs. Nothing happens to an unknown id. */
  abstract cancel(id: string, lane: string): Promise<void>;

  /**
   * Puts waiting tickets of a lane into this order. Tickets that don't wait (any more) are left out. While it
   * is at work a worker may take a ticket out of the old order.
   *
   * @param tickets of one lane, their priorities never rising
   */
  abstract reorder(lane: string, tickets: readonly QueueTicket[]): Promise<void>;

  /** Starts no more of the lane's jobs, in any process; what runs goes on. Safe to call twice. */
  abstract pause(lane: string): Promise<void>;

  /** Ends a pause. Does nothing to a lane that is not paused. */
  abstract resume(lane: string): Promise<void>;

  /** Begins to take the lane's jobs in this process. Does nothing when it does so already. */
  abstract consume(lane: string, handler: QueueHandler, options?: ConsumeOptions): Promise<void>;

  /** Takes no more jobs, aborts the running ones and waits for their handlers. Safe to call twice. */
  abstract close(): Promise<void>;
}
