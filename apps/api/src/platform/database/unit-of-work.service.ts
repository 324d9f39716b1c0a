import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { commitOrRollBack } from './commit-or-roll-back.js';
import { retryTransient } from './retry-transient.js';

const MAX_ATTEMPTS = 400;

/**
 * The only way to write to the database.
 *
 * SQLite has one connection, so a plain insert made while another task's transaction is open would join it
 * and be lost by its rollback: therefore every write, single ones included, waits for its turn here.
 * Between processes on one file the wait for the lock is done here, not in SQLite, whose own
 * `busy_timeout` would block the event loop.
 */
@Injectable()
export class UnitOfWork {
  private turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly dataSource: DataSource) {}

  /** Runs `work` in a transaction. All it writes is kept or, if it throws, none. May run `work` again. */
  run<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    if (this.dataSource.options.type === 'postgres') {
      return retryTransient(() => this.dataSource.transaction(work), MAX_ATTEMPTS);
    }
    const result = this.turn.then(() => retryTransient(() => this.inSqliteTransaction(work), MAX_ATTEMPTS));
    this.turn = result.catch(() => undefined);
    return result;
  }

  /** BEGIN IMMEDIATE takes the write lock at once: a lock taken later could not be waited for. */
  private async inSqliteTransaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    await this.dataSource.query('BEGIN IMMEDIATE');
    return commitOrRollBack(this.dataSource, () => work(this.dataSource.manager));
  }
}
