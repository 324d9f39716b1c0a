import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '../audit/audit.module.js';
import { GalleryService } from './gallery.service.js';
import { ImageArchives } from './image-archives.service.js';
import { ImageEntity } from './image.entity.js';
import { ImageFiles } from './image-files.service.js';
import { ImageSearch } from './image-search.service.js';
import { ImageValues } from './image-values.service.js';
import { InfotextReader } from './infotext-reader.service.js';
import { Retention } from './retention.service.js';
import { Trash } from './trash.service.js';
import { MediaVariants } from './variants/media-variants.service.js';

@Module({
  imports: [AuditModule, TypeOrmModule.forFeature([ImageEntity])],
  providers: [
    GalleryService,
    ImageArchives,
    ImageFiles,
    ImageSearch,
    ImageValues,
    InfotextReader,
    MediaVariants,
    Retention,
    Trash,
  ],
  exports: [
    GalleryService,
    ImageArchives,
    ImageFiles,
    ImageSearch,
    ImageValues,
    InfotextReader,
    MediaVariants,
    Trash,
  ],
})
export class GalleryModule {}
