import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  HttpStatus,
  Param,
  Patch,
  Post,
  Query,
} from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { z } from 'zod';
import { modelChangeSchema, modelDraftSchema } from '../../library/model-draft.schema.js';
import { ModelDownloads } from '../../library/model-downloads.service.js';
import { ModelRegistry } from '../../library/model-registry.service.js';
import { ModelSync } from '../../library/model-sync.service.js';
import { ApiProblem } from '../api-problem.decorator.js';
import { ClientActor } from '../client-actor.js';
import { ModelActions } from './model-actions.service.js';
import { ModelViews } from './model-views.service.js';
import {
  configuredModelsSchema,
  modelNameSchema,
  modelRemovalSchema,
  oneConfiguredModelSchema,
  type ConfiguredModelView,
} from './schemas/configured-model.schema.js';

/** The models of this installation: those of .env and those that were added. */
@ApiTags('library')
@Controller('api/v1/library/models')
export class ConfiguredModelsController {
  constructor(
    private readonly views: ModelViews,
    private readonly registry: ModelRegistry,
    private readonly sync: ModelSync,
    private readonly downloads: ModelDownloads,
    private readonly actions: ModelActions,
  ) {}

  @Get()
  @ApiOkResponse({ standardSchema: configuredModelsSchema, description: 'All configured models' })
  async list(): Promise<z.infer<typeof configuredModelsSchema>> {
    return { models: await this.views.list(), disk: await this.views.disk() };
  }

  /** It is on offer as soon as the backend has looked at it; its files are fetched on demand. */
  @Post()
  @ApiCreatedResponse({ standardSchema: oneConfiguredModelSchema, description: 'The model is on record' })
  @ApiProblem({ 409: 'The name is taken', 422: 'Fields are wrong, each named' })
  async add(
    @Body({ schema: modelDraftSchema }) body: z.infer<typeof modelDraftSchema>,
    @ClientActor() actor: string,
  ): Promise<ConfiguredModelView> {
    await this.registry.add(body, actor);
    await this.sync.apply();
    return this.views.find(body.name);
  }

  /** What is left out stays. */
  @Patch(':name')
  @ApiOkResponse({ standardSchema: oneConfiguredModelSchema, description: 'The model as it is now' })
  @ApiProblem({
    403: 'It is a line of .env',
    404: 'There is no such model',
    409: 'The name is taken, or jobs wait for the old one',
    422: 'Fields are wrong, each named',
  })
  async change(
    @Param('name', { schema: modelNameSchema }) name: string,
    @Body({ schema: modelChangeSchema }) body: z.infer<typeof modelChangeSchema>,
    @ClientActor() actor: string,
  ): Promise<ConfiguredModelView> {
    const changed = await this.registry.change(name, body, actor);
    await this.sync.apply();
    await this.downloads.restart(name, changed);
    return this.views.find(changed);
  }

  @Delete(':name')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiNoContentResponse({ description: 'Removed' })
  @ApiProblem({
    403: 'It is a line of .env',
    404: 'There is no such model',
    409: 'Jobs wait for it, or it is at work',
    422: 'Its files are not to be removed',
  })
  async remove(
    @Param('name', { schema: modelNameSchema }) name: string,
    @Query({ schema: modelRemovalSchema }) { files }: z.infer<typeof modelRemovalSchema>,
    @ClientActor() actor: string,
  ): Promise<void> {
    await this.registry.assertRemovable(name);
    await this.downloads.discard(name);
    if (files) await this.actions.removeFiles(name, actor);
    await this.registry.remove(name, actor);
    await this.sync.apply();
  }

  /** Gives its memory back now. */
  @Post(':name/unload')
  @HttpCode(HttpStatus.OK)
  @ApiOkResponse({ standardSchema: oneConfiguredModelSchema, description: 'The model, out of memory' })
  @ApiProblem({ 404: 'There is no such model', 409: 'It is at work', 503: 'No backend has it' })
  async unload(
    @Param('name', { schema: modelNameSchema }) name: string,
    @ClientActor() actor: string,
  ): Promise<ConfiguredModelView> {
    await this.actions.unload(name, actor);
    return this.views.find(name);
  }

  /** Fetches its files, going on where an earlier download stopped. One model is fetched at a time. */
  @Post(':name/download')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiAcceptedResponse({ standardSchema: oneConfiguredModelSchema, description: 'It is in the line' })
  @ApiProblem({ 404: 'There is no such model', 409: 'There is nothing to fetch' })
  async download(
    @Param('name', { schema: modelNameSchema }) name: string,
    @ClientActor() actor: string,
  ): Promise<ConfiguredModelView> {
    await this.actions.download(name, actor);
    return this.views.find(name);
  }

  /** What has arrived is kept. */
  @Post(':name/download/pause')
  @HttpCode(HttpStatus.OK)
  @ApiOkResponse({ standardSchema: oneConfiguredModelSchema, description: 'The download rests' })
  @ApiProblem({ 404: 'It is not being downloaded' })
  async pause(
    @Param('name', { schema: modelNameSchema }) name: string,
    @ClientActor() actor: string,
  ): Promise<ConfiguredModelView> {
    await this.downloads.pause(name, actor);
    return this.views.find(name);
  }

  /** What has arrived is removed. */
  @Delete(':name/download')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiNoContentResponse({ description: 'Cancelled' })
  @ApiProblem({ 404: 'It is not being downloaded' })
  async cancel(
    @Param('name', { schema: modelNameSchema }) name: string,
    @ClientActor() actor: string,
  ): Promise<void> {
    await this.downloads.cancel(name, actor);
  }
}
