import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '../audit/audit.module.js';
import { GenerationModule } from '../generation/generation.module.js';
import { SecretsModule } from '../platform/secrets/secrets.module.js';
import { PluginFolder } from './plugin-folder.service.js';
import { PluginInstaller } from './plugin-installer.service.js';
import { PluginPolicies } from './plugin-policies.service.js';
import { PluginRegistry } from './plugin-registry.service.js';
import { PluginSettingsEntity } from './plugin-settings.entity.js';
import { PluginSettings } from './plugin-settings.service.js';
import { PluginEntity } from './plugin.entity.js';
import { WaitingForPlugin } from './waiting-for-plugin.service.js';

@Module({
  imports: [
    AuditModule,
    GenerationModule,
    SecretsModule,
    TypeOrmModule.forFeature([PluginEntity, PluginSettingsEntity]),
  ],
  providers: [
    PluginFolder,
    PluginInstaller,
    PluginPolicies,
    PluginRegistry,
    PluginSettings,
    WaitingForPlugin,
  ],
  exports: [PluginInstaller, PluginRegistry, PluginSettings],
})
export class PluginsModule {}
