import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Param, Post, Put } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { serverChangeSchema, serverDraftSchema } from '../../servers/server-draft.schema.js';
import { ServerRegistry } from '../../servers/server-registry.service.js';
import { ServerSync } from '../../servers/server-sync.service.js';
import { ApiProblem } from '../api-problem.decorator.js';
import { ClientActor } from '../client-actor.js';
import {
  aliasParamSchema,
  serverProbeSchema,
  serverSchema,
  serversSchema,
  type ServerView,
} from './schemas/server.schema.js';
import { ServerViews } from './server-views.service.js';

/** Servers that plugins forward to; each is a backend instance. */
@ApiTags('servers')
@Controller('api/v1/servers')
export class ServersController {
  constructor(
    private readonly registry: ServerRegistry,
    private readonly sync: ServerSync,
    private readonly views: ServerViews,
  ) {}

  @Get()
  @ApiOkResponse({ standardSchema: serversSchema, description: 'All servers that were added' })
  async list(): Promise<ServerView[]> {
    return this.views.list();
  }

  /** Its models are on offer as soon as it answers. */
  @Post()
  @ApiCreatedResponse({ standardSchema: serverSchema, description: 'The server is on record' })
  @ApiProblem({ 409: 'The alias is taken', 422: 'Fields are wrong, each named' })
  async add(
    @Body({ schema: serverDraftSchema }) body: z.infer<typeof serverDraftSchema>,
    @ClientActor() actor: string,
  ): Promise<ServerView> {
    const server = await this.registry.add(body, actor);
    await this.sync.apply();
    return this.views.show(server);
  }

  @Get(':alias')
  @ApiOkResponse({ standardSchema: serverSchema, description: 'The server' })
  @ApiProblem({ 404: 'There is no such server' })
  async get(@Param('alias', { schema: aliasParamSchema }) alias: string): Promise<ServerView> {
    return this.views.show(await this.registry.get(alias));
  }

  /**
   * What is left out stays, but secrets only as long as the address stays. Work in hand ends with the
   * old settings.
   */
  @Put(':alias')
  @ApiOkResponse({ standardSchema: serverSchema, description: 'The server as it is now' })
  @ApiProblem({ 404: 'There is no such server', 409: 'The alias is taken', 422: 'Fields are wrong' })
  async change(
    @Param('alias', { schema: aliasParamSchema }) alias: string,
    @Body({ schema: serverChangeSchema }) body: z.infer<typeof serverChangeSchema>,
    @ClientActor() actor: string,
  ): Promise<ServerView> {
    const server = await this.registry.change(alias, body, actor);
    await this.sync.apply();
    return this.views.show(server);
  }

  /** Work in hand ends; jobs and pictures stay. */
  @Delete(':alias')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiNoContentResponse({ description: 'Removed' })
  @ApiProblem({ 404: 'There is no such server', 409: 'Jobs wait for it' })
  async remove(
    @Param('alias', { schema: aliasParamSchema }) alias: string,
    @ClientActor() actor: string,
  ): Promise<void> {
    await this.registry.remove(alias, actor);
    await this.sync.apply();
  }

  /** Asks the server now, through its plugin; changes nothing. */
  @Post(':alias/probe')
  @HttpCode(HttpStatus.OK)
  @ApiOkResponse({ standardSchema: serverProbeSchema, description: 'What was found' })
  @ApiProblem({ 404: 'There is no such server' })
  async probe(
    @Param('alias', { schema: aliasParamSchema }) alias: string,
    @ClientActor() actor: string,
  ): Promise<z.infer<typeof serverProbeSchema>> {
    return this.views.probe(await this.registry.get(alias), actor);
  }
}
