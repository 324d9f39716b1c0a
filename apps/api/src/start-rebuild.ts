import { NestFactory } from '@nestjs/core';
import { Logger } from 'nestjs-pino';
import { GalleryImportModule } from './gallery/import/gallery-import.module.js';
import { GalleryRebuild } from './gallery/import/gallery-rebuild.service.js';
import { loadSettingsOrExit } from './load-settings-or-exit.js';
import { SettingsModule } from './platform/config/settings.module.js';
import { loggingFor } from './platform/logging/logging.module.js';
import { PlatformModule } from './platform/platform.module.js';

const SHOWN_EVERY = 100;

/** Puts all pictures of the folder for pictures on record again, and ends. */
export async function startRebuild(): Promise<void> {
  const { settings } = loadSettingsOrExit();
  const imports = [
    SettingsModule.forRoot(settings),
    loggingFor('rebuild'),
    PlatformModule,
    GalleryImportModule,
  ];
  const app = await NestFactory.createApplicationContext(
    { module: class RebuildModule {}, imports },
    { bufferLogs: true, abortOnError: false },
  );
  app.useLogger(app.get(Logger));
  const { imported, known, refused } = await app.get(GalleryRebuild).run('app', (file, result, reason) => {
    if (reason !== undefined) say(`${file}: left out. ${reason}`);
    const files = result.imported + result.known + result.refused;
    if (files % SHOWN_EVERY === 0) say(`${files} files …`);
  });
  say(`On record again: ${imported}. There already: ${known}. Left out: ${refused}.`);
  await app.close();
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
