import { Logger as NestLogger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Logger } from 'nestjs-pino';
import { AppModule } from './app.module.js';
import { claimDataFolder } from './claim-data-folder.js';
import { configureHttp, createFastifyAdapter } from './configure-http.js';
import { JobConsumer } from './generation/job-consumer.service.js';
import { keepDebuggerShut } from './keep-debugger-shut.js';
import { loadSettingsOrExit } from './load-settings-or-exit.js';
import { shutDownOnSignal } from './shut-down-on-signal.js';

/** Serves HTTP. Without Redis it does the jobs too; with Redis workers do. */
export async function startApi(): Promise<void> {
  const { settings, notes } = loadSettingsOrExit();
  await claimDataFolder(settings);
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.forRoot(settings),
    createFastifyAdapter(settings),
    { bufferLogs: true, bodyParser: false, abortOnError: false },
  );
  app.useLogger(app.get(Logger));
  shutDownOnSignal(app);
  keepDebuggerShut();
  const logger = new NestLogger('Start');
  for (const note of notes) logger.warn(note);
  await configureHttp(app);
  await app.listen(settings.port, settings.host);
  // Only now: a second process started by mistake fails to listen before it touches the first one's jobs.
  if (settings.redisUrl === undefined) await app.get(JobConsumer).start();
  logger.log(`CyberImage is at ${await app.getUrl()}`);
}
