import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { PromptEnricher } from './prompt-enricher.service.js';

@Module({ imports: [AuditModule], providers: [PromptEnricher], exports: [PromptEnricher] })
export class PromptsModule {}
