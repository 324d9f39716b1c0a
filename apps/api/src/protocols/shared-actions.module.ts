import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { GalleryModule } from '../gallery/gallery.module.js';
import { ImageActions } from './image-actions.service.js';
import { ImageViews } from './image-views.service.js';
import { ImageReply } from './image-reply.service.js';

/** What more than one protocol does. */
@Module({
  imports: [AuditModule, GalleryModule],
  providers: [ImageActions, ImageReply, ImageViews],
  exports: [ImageActions, ImageReply, ImageViews],
})
export class SharedActionsModule {}
