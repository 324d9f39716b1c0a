import { Module } from '@nestjs/common';
import { GalleryModule } from '../../gallery/gallery.module.js';
import { GenerationModule } from '../../generation/generation.module.js';
import { SharedActionsModule } from '../shared-actions.module.js';
import { SeedHistoryController } from './seed-history.controller.js';
import { SeedImagesController } from './seed-images.controller.js';
import { SeedJobsController } from './seed-jobs.controller.js';
import { SeedModelsController } from './seed-models.controller.js';

/** The short `/api` routes that scripts use. */
@Module({
  imports: [GalleryModule, GenerationModule, SharedActionsModule],
  controllers: [SeedHistoryController, SeedImagesController, SeedJobsController, SeedModelsController],
})
export class SeedModule {}
