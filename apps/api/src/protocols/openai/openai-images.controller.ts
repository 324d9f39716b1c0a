import { Body, Controller, HttpCode, HttpStatus, Post, Req, Res, UseFilters } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { ImageFiles } from '../../gallery/image-files.service.js';
import { GalleryService } from '../../gallery/gallery.service.js';
import type { ImageEntity } from '../../gallery/image.entity.js';
import { JobCanceller } from '../../generation/job-canceller.service.js';
import { JobCreator } from '../../generation/job-creator.service.js';
import { JobOutcome } from '../../generation/job-outcome.service.js';
import { ProblemException } from '../../platform/errors/problem.exception.js';
import { TakesFiles, TakesPictures } from '../../platform/http/takes-pictures.decorator.js';
import { toCamelImage } from '../camel-image.js';
import { ClientActor } from '../client-actor.js';
import { OpenAiErrorFilter } from './openai-error.filter.js';
import {
  openAiImageAnswerSchema,
  openAiImageRequestSchema,
  toGenerateFields,
} from './openai-image.schema.js';
import { readEditForm } from './read-edit-form.js';

const FILE = { type: 'string', format: 'binary' };

const EDIT_FORM = {
  type: 'object',
  properties: { image: FILE, mask: FILE, prompt: { type: 'string' }, model: { type: 'string' } },
  required: ['image', 'prompt'],
  additionalProperties: true,
};

/** OpenAI's images API: the picture comes in the same answer. */
@ApiTags('openai')
@Controller('v1/images')
@UseFilters(OpenAiErrorFilter)
export class OpenAiImagesController {
  constructor(
    private readonly creator: JobCreator,
    private readonly outcome: JobOutcome,
    private readonly canceller: JobCanceller,
    private readonly gallery: GalleryService,
    private readonly files: ImageFiles,
  ) {}

  /** Waits until the pictures are made; a client that goes away cancels them. */
  @Post('generations')
  @TakesPictures()
  @HttpCode(HttpStatus.OK)
  @ApiOkResponse({ standardSchema: openAiImageAnswerSchema, description: 'The pictures' })
  async generate(
    @Body({ schema: openAiImageRequestSchema }) body: z.infer<typeof openAiImageRequestSchema>,
    @ClientActor() actor: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<z.infer<typeof openAiImageAnswerSchema>> {
    return this.make(body, actor, request, reply);
  }

  /** Starts from a picture; under a mask only what is transparent in it is painted anew. */
  @Post('edits')
  @TakesFiles()
  @HttpCode(HttpStatus.OK)
  @ApiConsumes('multipart/form-data')
  @ApiBody({ schema: EDIT_FORM })
  @ApiOkResponse({ standardSchema: openAiImageAnswerSchema, description: 'The pictures' })
  async edit(
    @Body() form: unknown,
    @ClientActor() actor: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<z.infer<typeof openAiImageAnswerSchema>> {
    return this.make(await readEditForm(form), actor, request, reply);
  }

  private async make(
    body: z.infer<typeof openAiImageRequestSchema>,
    actor: string,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<z.infer<typeof openAiImageAnswerSchema>> {
    const { job } = await this.creator.create(toGenerateFields(body), actor);
    const images = await this.wait(job.id, actor, reply);
    const [first] = images;
    if (first === undefined) throw unavailable('The job made no picture');
    const origin = `${request.protocol}://${request.host}`;
    const isUrl = body.response_format === 'url';
    const camel = toCamelImage(first);
    return {
      created: Math.floor(first.createdAt / 1000),
      data: isUrl
        ? images.map(({ id }) => ({ url: `${origin}/media/images/${id}` }))
        : await Promise.all(images.map(async (image) => ({ b64_json: await this.base64(image) }))),
      ...camel,
      imageUrl: origin + camel.imageUrl,
      thumbnailUrl: origin + camel.thumbnailUrl,
    };
  }

  private async wait(jobId: string, actor: string, reply: FastifyReply): Promise<ImageEntity[]> {
    const left = new AbortController();
    const onClose = (): void => {
      if (!reply.raw.writableFinished) left.abort(unavailable('The client went away'));
    };
    reply.raw.once('close', onClose);
    try {
      const job = await this.outcome.wait(jobId, left.signal);
      if (job?.status === 'completed') return await this.gallery.ofJobs([jobId]);
      throw unavailable(job?.error?.message ?? 'The job was cancelled');
    } catch (error) {
      if (left.signal.aborted) await this.canceller.cancel(jobId, actor);
      throw error;
    } finally {
      reply.raw.off('close', onClose);
    }
  }

  private async base64({ id, file }: ImageEntity): Promise<string> {
    const data = await this.files.read(file);
    if (data === undefined) throw ProblemException.notFound(`The file of the picture ${id} is gone`);
    return data.toString('base64');
  }
}

function unavailable(detail: string): ProblemException {
  return new ProblemException(HttpStatus.SERVICE_UNAVAILABLE, 'unavailable', detail);
}
