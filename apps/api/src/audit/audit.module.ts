import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditRecordEntity } from './audit-record.entity.js';
import { AppLifecycleAudit } from './app-lifecycle-audit.service.js';
import { AuditRetention } from './audit-retention.service.js';
import { AuditReader } from './audit-reader.service.js';
import { AuditService } from './audit.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([AuditRecordEntity])],
  providers: [AppLifecycleAudit, AuditReader, AuditRetention, AuditService],
  exports: [AuditReader, AuditService],
})
export class AuditModule {}
