import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { ImageArchives } from '../../gallery/image-archives.service.js';
import { ProblemException } from '../../platform/errors/problem.exception.js';
import { TakesLongLists } from '../../platform/http/accept-long-lists.js';
import { ApiProblem } from '../api-problem.decorator.js';
import { ClientActor } from '../client-actor.js';
import {
  downloadQuerySchema,
  downloadRequestSchema,
  preparedDownloadSchema,
} from './schemas/image.schema.js';
import { idParamSchema } from './schemas/paging.schema.js';

const ARCHIVE = {
  description: 'The archive',
  content: { 'application/zip': { schema: { type: 'string', format: 'binary' } } },
} as const;

/** Many pictures in one file. */
@ApiTags('gallery')
@Controller('api/v1/gallery')
export class ImageDownloadController {
  constructor(private readonly archives: ImageArchives) {}

  /** A ZIP archive; pictures whose file is gone are left out. */
  @Get('download')
  @ApiOkResponse(ARCHIVE)
  @ApiProblem({ 404: 'None of the pictures is there', 422: 'A query parameter is wrong' })
  async download(
    @Query({ schema: downloadQuerySchema }) { ids }: z.infer<typeof downloadQuerySchema>,
    @ClientActor() actor: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.assertAny(ids);
    this.send(ids, actor, reply);
  }

  /** For more pictures than an address can name: keeps the choice for ten minutes, under an address of its own. */
  @Post('downloads')
  @TakesLongLists()
  @ApiCreatedResponse({ standardSchema: preparedDownloadSchema, description: 'Where to fetch the archive' })
  @ApiProblem({ 404: 'None of the pictures is there' })
  async prepare(
    @Body({ schema: downloadRequestSchema }) { ids }: z.infer<typeof downloadRequestSchema>,
  ): Promise<z.infer<typeof preparedDownloadSchema>> {
    await this.assertAny(ids);
    const { id, expiresAt } = this.archives.prepare(ids);
    return { url: `/api/v1/gallery/downloads/${id}`, expires_at: new Date(expiresAt).toISOString() };
  }

  /** The ZIP archive of a choice. */
  @Get('downloads/:id')
  @ApiOkResponse(ARCHIVE)
  @ApiProblem({ 404: 'There is no such choice, or it was made too long ago' })
  fetch(
    @Param('id', { schema: idParamSchema }) id: string,
    @ClientActor() actor: string,
    @Res() reply: FastifyReply,
  ): void {
    const ids = this.archives.idsOf(id);
    if (ids === undefined) throw ProblemException.notFound('There is no such choice of pictures any more');
    this.send(ids, actor, reply);
  }

  private async assertAny(ids: readonly string[]): Promise<void> {
    if (!(await this.archives.hasAny(ids))) {
      throw ProblemException.notFound('None of these pictures is there');
    }
  }

  private send(ids: readonly string[], actor: string, reply: FastifyReply): void {
    void reply
      .type('application/zip')
      .headers({
        'Content-Disposition': 'attachment; filename="cyberimage.zip"',
        'Cache-Control': 'no-store',
      })
      .send(this.archives.stream(ids, actor));
  }
}
