import type { BullRootModuleOptions } from '@nestjs/bull';

/** A job whose worker was killed is taken up again however often that happens: the row counts attempts. */
const UNLIMITED_STALLS = 1_000_000;

/** @param lockMs a worker that gave no sign of life for so long has lost its job */
export function bullOptions(redisUrl: string | undefined, lockMs: number): BullRootModuleOptions {
  return {
    ...(redisUrl !== undefined && { url: redisUrl }),
    prefix: 'cyberimage',
    settings: {
      lockDuration: lockMs,
      stalledInterval: Math.max(500, lockMs / 3),
      maxStalledCount: UNLIMITED_STALLS,
    },
  };
}
