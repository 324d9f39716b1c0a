import { Module, type DynamicModule } from '@nestjs/common';
import { hostedBackends } from './backends-wiring.js';
import { GenerationModule } from './generation/generation.module.js';
import { LibraryModule } from './library/library.module.js';
import { Settings } from './platform/config/settings.js';
import { SettingsModule } from './platform/config/settings.module.js';
import { loggingFor } from './platform/logging/logging.module.js';
import { PlatformModule } from './platform/platform.module.js';
import { OwnerSettingsModule } from './settings/owner-settings.module.js';
import { PluginsModule } from './plugins/plugins.module.js';
import { ServersModule } from './servers/servers.module.js';

/** What API and worker processes have in common: all but HTTP. The worker is built from this alone. */
@Module({})
export class CoreModule {
  /** @param name of the process, as its logs bear it */
  static forRoot(settings: Settings, name: 'api' | 'worker'): DynamicModule {
    return {
      module: CoreModule,
      imports: [
        SettingsModule.forRoot(settings),
        loggingFor(name),
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
