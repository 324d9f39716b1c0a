import { Module } from '@nestjs/common';
import { AuditModule } from '../../audit/audit.module.js';
import { GenerationModule } from '../../generation/generation.module.js';
import { SharedActionsModule } from '../shared-actions.module.js';
import { MediaController } from './media.controller.js';

@Module({
  imports: [AuditModule, GenerationModule, SharedActionsModule],
  controllers: [MediaController],
})
export class MediaModule {}
