import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '../audit/audit.module.js';
import { SecretsModule } from '../platform/secrets/secrets.module.js';
import { ServerImport } from './server-import.service.js';
import { ServerRegistry } from './server-registry.service.js';
import { ServerStore } from './server-store.service.js';
import { ServerSync } from './server-sync.service.js';
import { ServerEntity } from './server.entity.js';

@Module({
  imports: [AuditModule, SecretsModule, TypeOrmModule.forFeature([ServerEntity])],
  providers: [ServerImport, ServerRegistry, ServerStore, ServerSync],
  exports: [ServerRegistry, ServerStore, ServerSync],
})
export class ServersModule {}
