import { Module, type DynamicModule } from '@nestjs/common';
import { hostedBackends } from './backends-wiring.js';
import { GenerationModule } from './generation/generation.module.js';
import { LibraryModule } from './library/library.module.js';
import { Settings } from './platform/config/settings.js';
import { SettingsModule } from './platform/config/settings.module.js';
import { LoggingModule } from './platform/logging/logging.module.js';
import { PlatformModule } from './platform/platform.module.js';
import { OwnerSettingsModule } from './settings/owner-settings.module.js';
import { PluginsModule } from './plugins/plugins.module.js';
import { ServersModule } from './servers/servers.module.js';

/** What API and worker processes have in common: all but HTTP. The worker is built from this alone. */
@Module({})
export class CoreModule {
  static forRoot(settings: Settings): DynamicModule {
    return {
      module: CoreModule,
      imports: [
        SettingsModule.forRoot(settings),
        LoggingModule,
        PlatformModule,
        hostedBackends,
        GenerationModule,
        LibraryModule,
        PluginsModule,
        ServersModule,
        OwnerSettingsModule,
      ],
    };
  }
}
