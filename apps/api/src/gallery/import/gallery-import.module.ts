import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '../../audit/audit.module.js';
import { GalleryModule } from '../gallery.module.js';
import { FolderImportEntity } from './folder-import.entity.js';
import { FolderImports } from './folder-imports.service.js';
import { GalleryRebuild } from './gallery-rebuild.service.js';
import { PictureImporter } from './picture-importer.service.js';

/** Of the HTTP process alone: workers make pictures, they don't bring any in. */
@Module({
  imports: [AuditModule, GalleryModule, TypeOrmModule.forFeature([FolderImportEntity])],
  providers: [FolderImports, GalleryRebuild, PictureImporter],
  exports: [FolderImports, GalleryRebuild, PictureImporter],
})
export class GalleryImportModule {}
