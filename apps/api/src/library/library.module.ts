import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '../audit/audit.module.js';
import { AddedModelEntity } from './added-model.entity.js';
import { ConfiguredModels } from './configured-models.service.js';
import { ModelDownloadEntity } from './model-download.entity.js';
import { ModelHost } from './model-host.service.js';
import { ModelLibrary } from './model-library.service.js';
import { ModelRegistry } from './model-registry.service.js';
import { ModelSync } from './model-sync.service.js';

@Module({
  imports: [AuditModule, TypeOrmModule.forFeature([AddedModelEntity, ModelDownloadEntity])],
  providers: [ConfiguredModels, ModelHost, ModelLibrary, ModelRegistry, ModelSync],
  exports: [ConfiguredModels, ModelHost, ModelLibrary, ModelRegistry, ModelSync],
})
export class LibraryModule {}
