import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '../audit/audit.module.js';
import { PluginFolder } from './plugin-folder.service.js';
import { PluginInstaller } from './plugin-installer.service.js';
import { PluginPolicies } from './plugin-policies.service.js';
import { PluginRegistry } from './plugin-registry.service.js';
import { PluginEntity } from './plugin.entity.js';

@Module({
  imports: [AuditModule, TypeOrmModule.forFeature([PluginEntity])],
  providers: [PluginFolder, PluginInstaller, PluginPolicies, PluginRegistry],
  exports: [PluginInstaller, PluginRegistry],
})
export class PluginsModule {}
