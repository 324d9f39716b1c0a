import { Controller, Get, HttpCode, HttpStatus, Param, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { BackendHost } from '../../backends/backend-host.service.js';
import { PluginRegistry } from '../../plugins/plugin-registry.service.js';
import { ApiProblem } from '../api-problem.decorator.js';
import { ClientActor } from '../client-actor.js';
import { toBackendView } from './backend-view.js';
import { ModelActions } from './model-actions.service.js';
import { backendIdSchema, backendsSchema } from './schemas/model.schema.js';

@ApiTags('backends')
@Controller('api/v1/backends')
export class BackendsController {
  constructor(
    private readonly host: BackendHost,
    private readonly actions: ModelActions,
    private readonly registry: PluginRegistry,
  ) {}

  @Get()
  @ApiOkResponse({ standardSchema: backendsSchema, description: 'All backend instances and how they are' })
  list(): z.infer<typeof backendsSchema> {
    return this.host.statuses().map(toBackendView);
  }

  /** Starts it anew, also one that is parked; its work in hand ends first. */
  @Post(':id/restart')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiNoContentResponse({ description: 'It is started anew' })
  @ApiProblem({ 404: 'There is no such backend' })
  async restart(
    @Param('id', { schema: backendIdSchema }) id: string,
    @ClientActor() actor: string,
  ): Promise<void> {
    await this.registry.restart(id, actor);
  }

  /** All models of the backend out of memory, where it can do that (`manages`). */
  @Post(':id/unload')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiNoContentResponse({ description: 'Unloaded' })
  @ApiProblem({ 404: 'There is no such backend', 409: 'A model is at work', 422: 'It cannot do that' })
  async unload(
    @Param('id', { schema: backendIdSchema }) id: string,
    @ClientActor() actor: string,
  ): Promise<void> {
    await this.actions.unloadAll(id, actor);
  }

  /** Has the backend look anew at which models there are, where it can do that (`manages`). */
  @Post(':id/refresh')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiNoContentResponse({ description: 'Refreshed' })
  @ApiProblem({ 404: 'There is no such backend', 409: 'It does not answer', 422: 'It cannot do that' })
  async refresh(
    @Param('id', { schema: backendIdSchema }) id: string,
    @ClientActor() actor: string,
  ): Promise<void> {
    await this.actions.refresh(id, actor);
  }
}
