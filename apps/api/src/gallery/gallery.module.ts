import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { GalleryService } from './gallery.service.js';
import { ImageEntity } from './image.entity.js';
import { ImageFiles } from './image-files.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([ImageEntity])],
  providers: [GalleryService, ImageFiles],
  exports: [GalleryService, ImageFiles],
})
export class GalleryModule {}
