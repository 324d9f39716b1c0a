import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  HttpStatus,
  Param,
  Post,
  Put,
  Query,
  UseGuards,
} from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiTags,
} from '@nestjs/swagger';
import { z } from 'zod';
import { Settings } from '../../platform/config/settings.js';
import { ProblemException } from '../../platform/errors/problem.exception.js';
import { TakesPackages } from '../../platform/http/accept-packages.js';
import { OwnerGuard } from '../../platform/owner/owner.guard.js';
import { PluginInstaller, type PluginSource } from '../../plugins/plugin-installer.service.js';
import { PluginSettings } from '../../plugins/plugin-settings.service.js';
import { PluginRegistry } from '../../plugins/plugin-registry.service.js';
import { ApiProblem } from '../api-problem.decorator.js';
import { ClientActor } from '../client-actor.js';
import { PluginViews, toPermissions } from './plugin-views.service.js';
import {
  pluginInstallsSchema,
  pluginPackageSchema,
  pluginPermissionsSchema,
  pluginSchema,
  pluginSettingsChangeSchema,
  pluginSettingsSchema,
  pluginsSchema,
  waitingJobsSchema,
  type PluginView,
} from './schemas/plugin.schema.js';

type PluginSettingsView = z.infer<typeof pluginSettingsSchema>;

const idSchema = z.string().max(200);

/** Packages that offer a backend. */
@ApiTags('plugins')
@Controller('api/v1/plugins')
export class PluginsController {
  constructor(
    private readonly views: PluginViews,
    private readonly registry: PluginRegistry,
    private readonly installer: PluginInstaller,
    private readonly ownSettings: PluginSettings,
    private readonly settings: Settings,
  ) {}

  /** The packages that offer a backend, those that cannot be used included. */
  @Get()
  @ApiOkResponse({ standardSchema: pluginsSchema, description: 'All installed plugins' })
  async list(): Promise<PluginView[]> {
    return this.views.list();
  }

  /** Which ways to install a plugin the owner has opened. */
  @Get('installs')
  @ApiOkResponse({ standardSchema: pluginInstallsSchema, description: 'What is allowed' })
  installs(): z.infer<typeof pluginInstallsSchema> {
    return { installs: this.settings.plugins.installs };
  }

  /**
   * Installs a package, or updates the one of the same id: a file as `npm pack` makes them as the body, or the
   * name of a package in the npm registry as JSON. It does nothing before it was granted what it asks for.
   */
  @Post()
  @UseGuards(OwnerGuard)
  @TakesPackages()
  @ApiConsumes('application/json', 'application/gzip')
  @ApiBody({
    description: 'JSON { "package": "name@version" }, or the bytes of a .tgz as application/gzip',
    schema: { type: 'object', properties: { package: { type: 'string' } } },
  })
  @ApiCreatedResponse({ standardSchema: pluginSchema, description: 'The plugin is installed' })
  @ApiProblem({
    401: 'The key of the owner was not shown',
    403: 'PLUGIN_INSTALLS does not allow it',
    409: 'Its id is taken',
    413: 'The file is too large',
    422: 'The package cannot be used',
  })
  async install(@Body() body: unknown, @ClientActor() actor: string): Promise<PluginView> {
    return this.views.show(await this.installer.install(sourceOf(body), actor));
  }

  @Post(':id/enable')
  @HttpCode(HttpStatus.OK)
  @ApiOkResponse({ standardSchema: pluginSchema, description: 'It runs as far as it may' })
  @ApiProblem({ 404: 'There is no such plugin' })
  async enable(
    @Param('id', { schema: idSchema }) id: string,
    @ClientActor() actor: string,
  ): Promise<PluginView> {
    await this.registry.enable(id, actor);
    return this.views.show(id);
  }

  /** Work in hand ends first. */
  @Post(':id/disable')
  @HttpCode(HttpStatus.OK)
  @ApiOkResponse({ standardSchema: pluginSchema, description: 'Nothing of it runs' })
  @ApiProblem({ 404: 'There is no such plugin', 409: 'Jobs wait for it' })
  async disable(
    @Param('id', { schema: idSchema }) id: string,
    @Query({ schema: waitingJobsSchema }) { waiting_jobs: waiting }: z.infer<typeof waitingJobsSchema>,
    @ClientActor() actor: string,
  ): Promise<PluginView> {
    await this.registry.disable(id, waiting, actor);
    return this.views.show(id);
  }

  /** What it may do from now on. With less than it asks for it is not started. */
  @Put(':id/grants')
  @UseGuards(OwnerGuard)
  @ApiOkResponse({ standardSchema: pluginSchema, description: 'The plugin as it is now' })
  @ApiProblem({
    401: 'The key of the owner was not shown',
    404: 'There is no such plugin',
    422: 'It does not ask for that',
  })
  async grant(
    @Param('id', { schema: idSchema }) id: string,
    @Body({ schema: pluginPermissionsSchema }) body: z.infer<typeof pluginPermissionsSchema>,
    @ClientActor() actor: string,
  ): Promise<PluginView> {
    await this.registry.grant(id, toPermissions(body), actor);
    return this.views.show(id);
  }

  /** Settings of the instance that it has of its own; those of servers are at /servers. */
  @Get(':id/settings')
  @ApiOkResponse({ standardSchema: pluginSettingsSchema, description: 'What is set' })
  @ApiProblem({ 404: 'There is no such plugin' })
  async settingsOf(@Param('id', { schema: idSchema }) id: string): Promise<PluginSettingsView> {
    const { fromEnvironment, secrets, settings } = await this.ownSettings.show(id);
    return { settings, secrets: [...secrets], from_environment: fromEnvironment };
  }

  /**
   * What is left out stays, but secrets only as long as the address stays. Work in hand ends with the old
   * settings.
   */
  @Put(':id/settings')
  @ApiOkResponse({ standardSchema: pluginSettingsSchema, description: 'What is set now' })
  @ApiProblem({ 404: 'There is no such plugin', 422: 'It does not take that' })
  async changeSettings(
    @Param('id', { schema: idSchema }) id: string,
    @Body({ schema: pluginSettingsChangeSchema }) { settings }: z.infer<typeof pluginSettingsChangeSchema>,
    @ClientActor() actor: string,
  ): Promise<PluginSettingsView> {
    await this.ownSettings.change(id, settings, actor);
    return this.settingsOf(id);
  }

  /** Its work in hand ends; its jobs and pictures stay on record. */
  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiNoContentResponse({ description: 'Removed' })
  @ApiProblem({
    403: 'It was not installed through the studio',
    404: 'There is no such plugin',
    409: 'Jobs wait for it',
  })
  async remove(
    @Param('id', { schema: idSchema }) id: string,
    @Query({ schema: waitingJobsSchema }) { waiting_jobs: waiting }: z.infer<typeof waitingJobsSchema>,
    @ClientActor() actor: string,
  ): Promise<void> {
    await this.installer.remove(id, waiting, actor);
  }
}

function sourceOf(body: unknown): PluginSource {
  if (body instanceof Uint8Array) return { file: body };
  const parsed = pluginPackageSchema.safeParse(body);
  if (parsed.success) return parsed.data;
  const message = parsed.error.issues.map((issue) => `package: ${issue.message}`).join('; ');
  throw ProblemException.invalid([{ field: 'package', code: 'invalid-value', message }]);
}
