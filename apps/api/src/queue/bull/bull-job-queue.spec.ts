import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, describe } from 'vitest';
import { isRedisMissing, startRedisServer, type RedisServer } from '../../testing/redis-server.js';
import { startSeverableProxy, type SeverableProxy } from '../../testing/severable-proxy.js';
import type { JobQueue } from '../job-queue.js';
import { describeJobQueue } from '../testing/job-queue-conformance.js';
import { bullOptions } from './bull-options.js';
import { BullJobQueue } from './bull-job-queue.js';

/** Short, so that a lost job is found soon. */
const LOCK_MS = 1500;

describe.skipIf(isRedisMissing())('on a real Redis', () => {
  let redis: RedisServer;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    redis = await startRedisServer();
  });

  afterAll(async () => {
    await redis[Symbol.asyncDispose]();
  });

  describeJobQueue('BullJobQueue', async () => {
    const proxies = new Map<JobQueue, SeverableProxy>();
    const ways = await Promise.all([1, 2].map(() => startSeverableProxy(Number(new URL(redis.url).port))));
    return {
      open: () => {
        const way = ways.pop();
        if (way === undefined) throw new Error('The suite opens two instances at most');
        const url = `redis://127.0.0.1:${way.port}`;
        const queue = new BullJobQueue(url, bullOptions(url, LOCK_MS));
        proxies.set(queue, way);
        return queue;
      },
      refill: async (queue, tickets) => {
        for (const ticket of tickets) await queue.add(ticket);
      },
      kill: async (queue) => proxies.get(queue)?.sever(),
    };
  });
});
