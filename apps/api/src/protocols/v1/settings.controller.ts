import { Body, Controller, Get, Patch } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { SettingRegistry, type CurrentSetting } from '../../settings/setting-registry.service.js';
import { ApiProblem } from '../api-problem.decorator.js';
import { ClientActor } from '../client-actor.js';
import { settingChangesSchema, settingsSchema, type SettingView } from './schemas/setting.schema.js';

/** What an owner may change while the studio runs. */
@ApiTags('settings')
@Controller('api/v1/settings')
export class SettingsController {
  constructor(private readonly registry: SettingRegistry) {}

  @Get()
  @ApiOkResponse({ standardSchema: settingsSchema, description: 'All settings that can be changed here' })
  async list(): Promise<z.infer<typeof settingsSchema>> {
    return { settings: (await this.registry.list()).map(toView) };
  }

  /** All or none; in force at once, for a backend with its next picture. */
  @Patch()
  @ApiOkResponse({ standardSchema: settingsSchema, description: 'The settings as they are now' })
  @ApiProblem({ 422: 'Settings are wrong, each named' })
  async change(
    @Body({ schema: settingChangesSchema }) body: z.infer<typeof settingChangesSchema>,
    @ClientActor() actor: string,
  ): Promise<z.infer<typeof settingsSchema>> {
    await this.registry.change(body, actor);
    return this.list();
  }
}

function toView(setting: CurrentSetting): SettingView {
  const { name, group, backend, label, description, type, min, max, choices, unit } = setting;
  return {
    name,
    group,
    backend: backend ?? null,
    label,
    description,
    type,
    min: min ?? null,
    max: max ?? null,
    choices: choices === undefined ? null : [...choices],
    unit: unit ?? null,
    secret: setting.secretOf !== undefined,
    long: setting.isLong === true,
    value: setting.value,
    is_set: setting.isSet,
    default: setting.byDefault,
    environment: setting.fromEnvironment,
    source: setting.source,
  };
}
