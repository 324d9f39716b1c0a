import { JobConsumer } from '../generation/job-consumer.service.js';
import { FakeBackendHost } from './fake-backend-host.js';
import { isRedisMissing, startRedisServer } from './redis-server.js';
import { startTestApp, type TestApp } from './test-app.js';
import { createTestSettings } from './test-settings.js';
import { startTestWorker } from './test-worker.js';

/** The product on one of its queues. */
export interface QueuedApp extends TestApp {
  /** Begins to do jobs; until then they wait. */
  readonly consume: () => Promise<void>;
}

interface QueueDriver {
  readonly driver: string;
  readonly start: (host?: FakeBackendHost) => Promise<QueuedApp>;
}

/** Each queue driver as the product runs with it, for suites that both must pass. */
export const QUEUE_DRIVERS: readonly QueueDriver[] = [
  { driver: 'embedded', start: startEmbedded },
  ...(isRedisMissing() ? [] : [{ driver: 'Redis', start: startOnRedis }]),
];

/** One process that takes requests and does the jobs. */
async function startEmbedded(host = new FakeBackendHost()): Promise<QueuedApp> {
  const test = await startTestApp({}, { host, consume: false });
  return { ...test, consume: () => test.app.get(JobConsumer).start() };
}

/** A process that takes requests, and a worker on the same Redis and database that does the jobs. */
async function startOnRedis(host = new FakeBackendHost()): Promise<QueuedApp> {
  const stack = new AsyncDisposableStack();
  const redis = stack.use(await startRedisServer());
  const base = stack.use(await createTestSettings({ REDIS_URL: redis.url }));
  const api = stack.use(await startTestApp({}, { base, host, consume: false }));
  return {
    ...api,
    consume: async () => {
      const worker = await startTestWorker(base.settings, host);
      stack.defer(() => worker.close());
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
