import { Worker } from 'node:worker_threads';
import type { OnApplicationShutdown } from '@nestjs/common';
import { DatabaseReader, type SqlParameters } from './database-reader.js';
import type { ReadAnswer, ReadQuestion } from './sqlite-read-thread.js';

/** The sources run as they are in tests. */
const THREAD = new URL(
  import.meta.url.endsWith('.ts') ? './sqlite-read-thread.ts' : './sqlite-read-thread.js',
  import.meta.url,
);

/** SQLite works in the calling thread: long reads have one of their own, with its own connection. */
export class SqliteReader extends DatabaseReader implements OnApplicationShutdown {
  private thread: Worker | undefined;
  private readonly waiting = new Map<number, PromiseWithResolvers<unknown[]>>();
  private count = 0;

  constructor(private readonly path: string) {
    super();
  }

  rows<T>(sql: string, parameters: SqlParameters): Promise<T[]> {
    const answer = Promise.withResolvers<unknown[]>();
    const id = (this.count += 1);
    this.waiting.set(id, answer);
    this.thread ??= this.start();
    this.thread.ref();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, no window
    this.thread.postMessage({ id, sql, parameters: [...parameters] } satisfies ReadQuestion);
    return answer.promise as Promise<T[]>;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.thread?.terminate();
  }

  private start(): Worker {
    const thread = new Worker(THREAD, { workerData: this.path });
    thread.on('message', ({ id, rows, error }: ReadAnswer) => {
      const answer = this.waiting.get(id);
      this.waiting.delete(id);
      if (error === undefined) answer?.resolve(rows);
      else answer?.reject(new Error(error));
      if (this.waiting.size === 0) thread.unref();
    });
    thread.on('error', (error) => this.fail(thread, error));
    thread.on('exit', () => this.fail(thread, new Error('The thread that reads the database has ended')));
    return thread;
  }

  /** The next read starts another thread. */
  private fail(thread: Worker, error: Error): void {
    if (this.thread !== thread) return;
    this.thread = undefined;
    for (const answer of this.waiting.values()) answer.reject(error);
    this.waiting.clear();
  }
}
