import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { PictureToPublish } from './picture-to-publish.js';

/**
 * The id of the picture that an attempt at a job makes. It follows from the job, so that a later attempt
 * knows what files an earlier one may have left when its process was killed.
 */
export function imageId({ jobId, jobCreatedAt, event }: PictureToPublish, attempt: number): string {
  const random = createHash('sha256').update(`${jobId}:${event.index}:${attempt}`).digest().subarray(0, 16);
  return uuidv7({ msecs: jobCreatedAt, random, seq: 0 });
}
