import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '../audit/audit.module.js';
import { FormPresetEntity } from './form-preset.entity.js';
import { FormPresets } from './form-presets.service.js';
import { PromptEnricher } from './prompt-enricher.service.js';
import { StyleEntity } from './style.entity.js';
import { Styles } from './styles.service.js';

@Module({
  imports: [AuditModule, TypeOrmModule.forFeature([FormPresetEntity, StyleEntity])],
  providers: [FormPresets, PromptEnricher, Styles],
  exports: [FormPresets, PromptEnricher, Styles],
})
export class PromptsModule {}
