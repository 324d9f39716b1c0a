import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ApiProblem } from '../api-problem.decorator.js';
import { ImageActions } from '../image-actions.service.js';
import { ClientActor } from '../client-actor.js';
import { ImageViews } from '../image-views.service.js';
import { ImageReply } from '../image-reply.service.js';
import { readableSeed } from '../readable-seed.js';
import { metadataSchema } from './seed-schemas.js';

const idSchema = z.uuid({ error: 'expected an image id as GET /api/status gives it' });

/** The short routes: pictures. */
@ApiTags('short routes')
@Controller('api/image')
export class SeedImagesController {
  constructor(
    private readonly actions: ImageActions,
    private readonly images: ImageReply,
    private readonly views: ImageViews,
  ) {}

  @Get(':image_id')
  @ApiOkResponse({
    description: 'The picture file',
    content: { 'image/*': { schema: { type: 'string', format: 'binary' } } },
  })
  @ApiProblem({ 404: 'There is no such picture', 410: 'The picture was deleted' })
  async image(
    @Param('image_id', { schema: idSchema }) id: string,
    @ClientActor() actor: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const image = await this.actions.get(id);
    if (request.method === 'GET') this.views.record(id, actor);
    await this.images.sendFile(image, request, reply);
  }

  @Get(':image_id/metadata')
  @ApiOkResponse({ standardSchema: metadataSchema, description: 'What the picture was made with' })
  @ApiProblem({ 404: 'There is no such picture', 410: 'The picture was deleted' })
  async metadata(
    @Param('image_id', { schema: idSchema }) id: string,
  ): Promise<z.infer<typeof metadataSchema>> {
    const image = await this.actions.get(id);
    return {
      ...image.parameters,
      image_id: image.id,
      job_id: image.jobId,
      model: image.model,
      prompt: image.prompt,
      seed: readableSeed(image.seed),
      width: image.width,
      height: image.height,
      bytes: image.sizeBytes,
      sha256: image.sha256,
      created_at: new Date(image.createdAt).toISOString(),
      generation_seconds: image.generationSeconds,
    };
  }
}
