import { Logger as NestLogger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Logger } from 'nestjs-pino';
import { claimDataFolder } from './claim-data-folder.js';
import { CoreModule } from './core.module.js';
import { JobConsumer } from './generation/job-consumer.service.js';
import { keepDebuggerShut } from './keep-debugger-shut.js';
import { loadSettingsOrExit } from './load-settings-or-exit.js';
import { shutDownOnSignal } from './shut-down-on-signal.js';

/** Does jobs and nothing else; any number of these may run beside each other. */
export async function startWorker(): Promise<void> {
  const { settings, notes } = loadSettingsOrExit();
  if (settings.redisUrl === undefined) {
    process.stderr.write('A worker needs REDIS_URL: without Redis the API process does the jobs itself.\n');
    process.exit(1);
  }
  await claimDataFolder(settings);
  const app = await NestFactory.createApplicationContext(CoreModule.forRoot(settings, 'worker'), {
    bufferLogs: true,
    abortOnError: false,
  });
  app.useLogger(app.get(Logger));
  shutDownOnSignal(app);
  keepDebuggerShut();
  const logger = new NestLogger('Start');
  for (const note of notes) logger.warn(note);
  await app.get(JobConsumer).start();
  logger.log('The worker takes jobs');
}
