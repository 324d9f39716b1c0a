import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AuditService } from '../../audit/audit.service.js';
import { PreviewStore } from '../../generation/previews/preview-store.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.service.js';
import { ProblemException } from '../../platform/errors/problem.exception.js';
import { ApiProblem } from '../api-problem.decorator.js';
import { ClientActor } from '../client-actor.js';
import { ImageActions } from '../image-actions.service.js';
import { ImageViews } from '../image-views.service.js';
import { ImageReply } from '../image-reply.service.js';

const idSchema = z.uuid({ error: 'expected the id of a job or picture, a UUID' });

const imageQuerySchema = z.strictObject({
  download: z
    .enum(['0', '1'], { error: 'expected 1 or 0' })
    .optional()
    .describe('1 to get it as a file to save'),
});

const previewQuerySchema = z.strictObject({
  v: z.string().optional().describe('Tells one preview of a job from the next; not interpreted'),
});

const PICTURE = { 'image/*': { schema: { type: 'string', format: 'binary' } } };

/** Pictures by URL. */
@ApiTags('media')
@Controller('media')
export class MediaController {
  constructor(
    private readonly actions: ImageActions,
    private readonly images: ImageReply,
    private readonly views: ImageViews,
    private readonly previews: PreviewStore,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditService,
  ) {}

  @Get('images/:id')
  @ApiOkResponse({
    description: 'The picture: the file itself, or WebP or AVIF where Accept names them',
    content: PICTURE,
  })
  @ApiProblem({ 404: 'There is no such picture', 410: 'The picture was deleted' })
  async image(
    @Param('id', { schema: idSchema }) id: string,
    @Query({ schema: imageQuerySchema }) { download }: z.infer<typeof imageQuerySchema>,
    @ClientActor() actor: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const image = await this.actions.get(id);
    if (download === '1') {
      const name = image.file.split('/').at(-1);
      void reply.header('Content-Disposition', `attachment; filename="${name}"`);
      await this.unitOfWork.run((manager) =>
        this.audit.append(manager, {
          actor,
          action: 'image.downloaded',
          subjectType: 'image',
          subjectId: id,
        }),
      );
      return this.images.sendFile(image, request, reply);
    }
    if (request.method === 'GET') this.views.record(id, actor);
    await this.images.sendBest(image, request, reply);
  }

  @Get('thumbnails/:id')
  @ApiOkResponse({ description: 'WebP, its longer edge at most 256 pixels', content: PICTURE })
  @ApiProblem({ 404: 'There is no such picture', 410: 'The picture was deleted' })
  async thumbnail(
    @Param('id', { schema: idSchema }) id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.images.sendThumbnail(await this.actions.getKept(id), request, reply);
  }

  @Get('previews/:job_id')
  @ApiOkResponse({ description: 'The newest preview of a running job', content: PICTURE })
  @ApiProblem({ 404: 'The job has no preview' })
  async preview(
    @Param('job_id', { schema: idSchema }) jobId: string,
    @Query({ schema: previewQuerySchema }) _query: z.infer<typeof previewQuerySchema>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const preview = await this.previews.get(jobId);
    if (preview === undefined) throw ProblemException.notFound(`The job ${jobId} has no preview`);
    void reply.type(preview.mediaType).header('Cache-Control', 'no-store').send(Buffer.from(preview.data));
  }
}
