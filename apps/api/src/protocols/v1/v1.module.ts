import { Module } from '@nestjs/common';
import { AuditModule } from '../../audit/audit.module.js';
import { GalleryModule } from '../../gallery/gallery.module.js';
import { GalleryImportModule } from '../../gallery/import/gallery-import.module.js';
import { GenerationModule } from '../../generation/generation.module.js';
import { InputsModule } from '../../inputs/inputs.module.js';
import { PromptsModule } from '../../prompts/prompts.module.js';
import { SharedActionsModule } from '../shared-actions.module.js';
import { AuditController } from './audit.controller.js';
import { BackendsController } from './backends.controller.js';
import { EventsController } from './events.controller.js';
import { GenerateController } from './generate.controller.js';
import { ImageChangesController } from './image-changes.controller.js';
import { ImageDownloadController } from './image-download.controller.js';
import { ImageImportsController } from './image-imports.controller.js';
import { ImagesController } from './images.controller.js';
import { InputsController } from './inputs.controller.js';
import { JobViews } from './job-views.service.js';
import { JobChangesController } from './job-changes.controller.js';
import { JobsController } from './jobs.controller.js';
import { DownloadsModule } from '../../library/downloads.module.js';
import { LibraryModule } from '../../library/library.module.js';
import { ConfiguredModelsController } from './configured-models.controller.js';
import { ModelActions } from './model-actions.service.js';
import { ModelViews } from './model-views.service.js';
import { LibraryController } from './library.controller.js';
import { ModelsController } from './models.controller.js';
import { OwnerModule } from '../../platform/owner/owner.module.js';
import { OwnerController } from './owner.controller.js';
import { PluginsModule } from '../../plugins/plugins.module.js';
import { PluginViews } from './plugin-views.service.js';
import { PluginsController } from './plugins.controller.js';
import { PromptsController } from './prompts.controller.js';
import { QueueController } from './queue.controller.js';
import { ServersModule } from '../../servers/servers.module.js';
import { ServerRequests } from './server-request.service.js';
import { ServerViews } from './server-views.service.js';
import { ServersController } from './servers.controller.js';
import { OwnerSettingsModule } from '../../settings/owner-settings.module.js';
import { SettingsController } from './settings.controller.js';
import { PresetsController } from './presets.controller.js';
import { StylesController } from './styles.controller.js';

/** The project's own API. */
@Module({
  imports: [
    AuditModule,
    GalleryImportModule,
    GalleryModule,
    GenerationModule,
    InputsModule,
    OwnerModule,
    PluginsModule,
    PromptsModule,
    DownloadsModule,
    LibraryModule,
    SharedActionsModule,
    ServersModule,
    OwnerSettingsModule,
  ],
  controllers: [
    AuditController,
    BackendsController,
    ConfiguredModelsController,
    EventsController,
    GenerateController,
    ImageChangesController,
    ImageDownloadController,
    ImageImportsController,
    ImagesController,
    InputsController,
    JobChangesController,
    JobsController,
    LibraryController,
    ModelsController,
    OwnerController,
    PluginsController,
    PromptsController,
    QueueController,
    ServersController,
    PresetsController,
    SettingsController,
    StylesController,
  ],
  providers: [JobViews, ModelActions, ModelViews, PluginViews, ServerRequests, ServerViews],
})
export class V1Module {}
