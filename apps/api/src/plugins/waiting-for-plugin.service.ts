import { HttpStatus, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { WaitingJobs } from '../generation/waiting-jobs.service.js';
import { ProblemException } from '../platform/errors/problem.exception.js';

/** What becomes of the jobs that wait for a plugin which goes: nothing may go while there are any, or they fail. */
export type WaitingJobsChoice = 'keep' | 'fail';

/** A plugin that goes, and who has decided it. */
export interface Leaving {
  readonly instances: readonly string[];
  readonly choice: WaitingJobsChoice;
  /** For the people whose jobs fail. */
  readonly reason: string;
  readonly actor: string;
}

/** Looks at the jobs that wait for a plugin before it goes. */
@Injectable()
export class WaitingForPlugin {
  constructor(private readonly jobs: WaitingJobs) {}

  /**
   * @returns what is to be done once the transaction is written
   * @throws ProblemException 409 where jobs wait that are to be kept
   */
  async settle(manager: EntityManager, { instances, choice, reason, actor }: Leaving): Promise<() => void> {
    if (choice === 'fail') {
      const error = { code: 'unavailable', message: reason } as const;
      const failed = await this.jobs.fail(manager, instances, error, actor);
      return () => this.jobs.announce(failed, error);
    }
    const waiting = await this.jobs.count(manager, instances);
    if (waiting === 0) return () => undefined;
    const [jobs, they] = waiting === 1 ? ['1 job waits', 'it fails'] : [`${waiting} jobs wait`, 'they fail'];
    const detail = `${jobs} for it. Cancel or wait, or go ahead (waiting_jobs=fail): ${they} at once`;
    throw new ProblemException(HttpStatus.CONFLICT, 'conflict', detail);
  }
}
