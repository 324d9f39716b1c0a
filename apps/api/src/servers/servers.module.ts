import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '../audit/audit.module.js';
import { Settings } from '../platform/config/settings.js';
import { SecretBox } from './secret-box.service.js';
import { ServerImport } from './server-import.service.js';
import { ServerRegistry } from './server-registry.service.js';
import { ServerStore } from './server-store.service.js';
import { ServerSync } from './server-sync.service.js';
import { ServerEntity } from './server.entity.js';

@Module({
  imports: [AuditModule, TypeOrmModule.forFeature([ServerEntity])],
  providers: [
    { provide: SecretBox, inject: [Settings], useFactory: (settings: Settings) => new SecretBox(settings) },
    ServerImport,
    ServerRegistry,
    ServerStore,
    ServerSync,
  ],
  exports: [ServerRegistry, ServerStore, ServerSync],
})
export class ServersModule {}
