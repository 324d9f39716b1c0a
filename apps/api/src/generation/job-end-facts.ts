import type { JsonObject } from '@cyberimage/core';
import type { JobErrorInfo } from '../platform/events/app-event.js';
import type { JobEntity } from './job.entity.js';

/** How a job ended. Times in ms since 1970. */
interface JobEnd {
  readonly attempts: number;
  /** When the work began; the same as the end for one that only waited. */
  readonly beganAt: number;
  readonly completedAt: number;
  readonly error?: JobErrorInfo | null | undefined;
}

/** What the audit trail keeps of a job's end. */
export function jobEndFacts(
  { model, backend, createdAt }: Pick<JobEntity, 'model' | 'backend' | 'createdAt'>,
  { attempts, beganAt, completedAt, error }: JobEnd,
): JsonObject {
  return {
    model,
    backend,
    attempts,
    waited_seconds: (beganAt - createdAt) / 1000,
    run_seconds: (completedAt - beganAt) / 1000,
    ...(error !== undefined && error !== null && { error: { ...error } }),
  };
}
