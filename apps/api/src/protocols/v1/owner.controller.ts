import { Body, Controller, Get, HttpCode, HttpStatus, Post, Req, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { OwnerKey } from '../../platform/owner/owner-key.service.js';
import { notShown, OWNER_COOKIE, OwnerGuard } from '../../platform/owner/owner.guard.js';
import { ApiProblem } from '../api-problem.decorator.js';
import { ownerKeySchema, ownerSchema } from './schemas/owner.schema.js';

const MONTH_S = 30 * 24 * 60 * 60;

/** The key of the owner's, which installing plugins and letting them do more asks for. */
@ApiTags('owner')
@Controller('api/v1/owner')
export class OwnerController {
  constructor(
    private readonly key: OwnerKey,
    private readonly guard: OwnerGuard,
  ) {}

  /** Whether this client has shown the key, and where it is to be found. */
  @Get()
  @ApiOkResponse({ standardSchema: ownerSchema, description: 'The key itself is not told' })
  async show(@Req() request: FastifyRequest): Promise<z.infer<typeof ownerSchema>> {
    return { shown: await this.guard.isOwner(request), key_file: this.key.path };
  }

  /** Takes the key and gives a cookie in its stead, for a month. Programs send it as bearer token each time. */
  @Post()
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiNoContentResponse({ description: 'This browser is the owner from now on' })
  @ApiProblem({ 401: 'It is not the key' })
  async prove(
    @Body({ schema: ownerKeySchema }) { key }: z.infer<typeof ownerKeySchema>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    if (!(await this.key.isKey(key))) throw notShown(`That is not the key in ${this.key.path}`);
    const session = await this.key.session();
    const cookie = `${OWNER_COOKIE}=${session}; Path=/api; Max-Age=${MONTH_S}; HttpOnly; SameSite=Strict`;
    void reply.header('set-cookie', cookie);
  }
}
