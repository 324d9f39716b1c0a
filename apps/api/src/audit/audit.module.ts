import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditRecordEntity } from './audit-record.entity.js';
import { AppLifecycleAudit } from './app-lifecycle-audit.service.js';
import { AuditService } from './audit.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([AuditRecordEntity])],
  providers: [AppLifecycleAudit, AuditService],
  exports: [AuditService],
})
export class AuditModule {}
