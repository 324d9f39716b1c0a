import { HttpStatus } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import { JobEntity } from '../generation/job.entity.js';
import { ProblemException } from '../platform/errors/problem.exception.js';

/** What becomes of the jobs that wait for a plugin which goes: nothing may go while there are any, or they fail. */
export type WaitingJobs = 'keep' | 'fail';

/** @throws ProblemException 409 where jobs wait that are to be kept */
export async function settleWaitingJobs(
  manager: EntityManager,
  instances: readonly string[],
  wanted: WaitingJobs,
): Promise<void> {
  if (wanted === 'fail') return;
  const waiting = await manager.countBy(JobEntity, { backend: In([...instances]), status: 'pending' });
  if (waiting === 0) return;
  const [jobs, they] = waiting === 1 ? ['1 job waits', 'it fails'] : [`${waiting} jobs wait`, 'they fail'];
  const detail = `${jobs} for it. Cancel or wait, or go ahead (waiting_jobs=fail): ${they} when the turn comes`;
  throw new ProblemException(HttpStatus.CONFLICT, 'conflict', detail);
}
