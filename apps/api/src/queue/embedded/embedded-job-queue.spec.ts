import type { JobQueue } from '../job-queue.js';
import { describeJobQueue } from '../testing/job-queue-conformance.js';
import { EmbeddedJobQueue } from './embedded-job-queue.js';

describeJobQueue('EmbeddedJobQueue', async () => ({
  open: () => new EmbeddedJobQueue(),
  // Its memory ends with its process: after any end the rows fill it.
  refill: async (queue: JobQueue, tickets) => {
    for (const ticket of tickets) await queue.add(ticket);
  },
  kill: async () => undefined,
}));
