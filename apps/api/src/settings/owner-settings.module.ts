import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '../audit/audit.module.js';
import { SecretsModule } from '../platform/secrets/secrets.module.js';
import { OwnerSettings } from './owner-settings.service.js';
import { SettingEntity } from './setting.entity.js';
import { SettingRegistry } from './setting-registry.service.js';

/** The settings that an owner changes while the studio runs. */
@Module({
  imports: [AuditModule, SecretsModule, TypeOrmModule.forFeature([SettingEntity])],
  providers: [OwnerSettings, SettingRegistry],
  exports: [OwnerSettings, SettingRegistry],
})
export class OwnerSettingsModule {}
