import { Module, type DynamicModule } from '@nestjs/common';
import { CoreModule } from './core.module.js';
import { Settings } from './platform/config/settings.js';
import { HealthController } from './platform/health/health.controller.js';
import { WebAppController } from './platform/web-app/web-app.controller.js';
import { MediaModule } from './protocols/media/media.module.js';
import { OpenAiModule } from './protocols/openai/openai.module.js';
import { OperationModule } from './protocols/operation/operation.module.js';
import { SeedModule } from './protocols/seed/seed.module.js';
import { V1Module } from './protocols/v1/v1.module.js';

/** Imported last: its wildcard route takes what no other route took. */
@Module({ controllers: [WebAppController] })
class WebFallbackModule {}

/** The HTTP process. */
@Module({})
export class AppModule {
  static forRoot(settings: Settings): DynamicModule {
    return {
      module: AppModule,
      imports: [
        CoreModule.forRoot(settings, 'api'),
        MediaModule,
        OpenAiModule,
        OperationModule,
        SeedModule,
        V1Module,
        WebFallbackModule,
      ],
      controllers: [HealthController],
    };
  }
}
