import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';

export interface ReadQuestion {
  readonly id: number;
  readonly sql: string;
  readonly parameters: unknown[];
}

export interface ReadAnswer {
  readonly id: number;
  readonly rows: unknown[];
  readonly error?: string;
}

/** Writers hold the lock of a WAL database only for moments, as when they put it back into the file. */
const BUSY_TIMEOUT_MS = 5000;

const database = new Database(String(workerData), { readonly: true, timeout: BUSY_TIMEOUT_MS });

parentPort?.on('message', ({ id, sql, parameters }: ReadQuestion) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, no window
  parentPort?.postMessage(answer(id, sql, parameters));
});

function answer(id: number, sql: string, parameters: unknown[]): ReadAnswer {
  try {
    return { id, rows: database.prepare(sql).all(...parameters) };
  } catch (error) {
    return { id, rows: [], error: String(error) };
  }
}
