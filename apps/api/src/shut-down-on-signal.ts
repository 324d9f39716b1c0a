import type { INestApplicationContext } from '@nestjs/common';
import { JobConsumer } from './generation/job-consumer.service.js';

/**
 * SIGTERM and SIGINT end the process in order: the running job goes back to the queue while backends and
 * database are still there. A second signal does not wait.
 */
export function shutDownOnSignal(app: INestApplicationContext): void {
  let isStopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (isStopping) process.exit(1);
      isStopping = true;
      void shutDown(app);
    });
  }
}

async function shutDown(app: INestApplicationContext): Promise<void> {
  try {
    await app.get(JobConsumer).stop();
    await app.close();
    process.exit(0);
  } catch (error) {
    process.stderr.write(`Shutdown failed: ${String(error)}\n`);
    process.exit(1);
  }
}
