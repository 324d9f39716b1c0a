import type { JsonObject } from '@cyberimage/core';
import { Body, Controller, Get, HttpStatus, Param, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AuditService } from '../../audit/audit.service.js';
import { GivenInputs, toFieldError } from '../../inputs/given-inputs.service.js';
import { InputStore } from '../../inputs/input-store.service.js';
import type { InputEntity } from '../../inputs/input.entity.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.service.js';
import { ProblemException } from '../../platform/errors/problem.exception.js';
import { IMMUTABLE } from '../../platform/http/immutable.js';
import { TakesFiles } from '../../platform/http/takes-pictures.decorator.js';
import { ApiProblem } from '../api-problem.decorator.js';
import { ClientActor } from '../client-actor.js';
import { inputCopySchema, inputSchema, type InputView } from './schemas/input.schema.js';

const idSchema = z.string().regex(/^[0-9a-f]{64}$/, 'expected the id of an input, 64 hexadecimal digits');

const FILE = { schema: { type: 'string', format: 'binary' } } as const;

/** Pictures that jobs start from. */
@ApiTags('inputs')
@Controller('api/v1/inputs')
export class InputsController {
  constructor(
    private readonly store: InputStore,
    private readonly given: GivenInputs,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditService,
  ) {}

  /**
   * Keeps a picture for requests to name: the file as the body, or in a form. The id follows from the bytes;
   * sending the same picture again gives the same one.
   */
  @Post()
  @TakesFiles()
  @ApiConsumes('image/png', 'image/jpeg', 'image/webp', 'multipart/form-data')
  @ApiBody(FILE)
  @ApiCreatedResponse({ standardSchema: inputSchema, description: 'The picture is kept' })
  @ApiProblem({ 413: 'The picture is too large', 415: 'Another media type', 422: 'No picture' })
  async upload(@Body() body: unknown, @ClientActor() actor: string): Promise<InputView> {
    return this.answer('file', actor, {}, async () => this.store.store(await fileOf(body)));
  }

  /** Keeps a copy of a picture of the gallery; nothing happens to it when that one is deleted. */
  @Post('copies')
  @ApiCreatedResponse({ standardSchema: inputSchema, description: 'The picture is kept' })
  @ApiProblem({ 422: 'There is no such picture' })
  async copy(
    @Body({ schema: inputCopySchema }) body: z.infer<typeof inputCopySchema>,
    @ClientActor() actor: string,
  ): Promise<InputView> {
    return this.answer('image_id', actor, body, async () => this.given.copyOf(body.image_id));
  }

  private async answer(
    field: string,
    actor: string,
    source: JsonObject,
    keep: () => Promise<InputEntity>,
  ): Promise<InputView> {
    try {
      const { id, mediaType, width, height, sizeBytes } = await keep();
      const data = { ...source, media_type: mediaType, width, height, bytes: sizeBytes };
      await this.unitOfWork.run((manager) =>
        this.audit.append(manager, {
          actor,
          action: 'input.given',
          subjectType: 'input',
          subjectId: id,
          data,
        }),
      );
      const url = `/api/v1/inputs/${id}`;
      return { id, width, height, bytes: sizeBytes, media_type: mediaType, url };
    } catch (error) {
      const fault = toFieldError(error, field);
      throw fault === undefined ? error : ProblemException.invalid([fault]);
    }
  }

  @Get(':id')
  @ApiOkResponse({ description: 'The picture file', content: { 'image/*': FILE } })
  @ApiProblem({ 404: 'There is no such input' })
  async read(
    @Param('id', { schema: idSchema }) id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const input = await this.store.find(id);
    const etag = `"${id}"`;
    if (input !== null && request.headers['if-none-match'] === etag) {
      void reply.status(HttpStatus.NOT_MODIFIED).headers({ ETag: etag, 'Cache-Control': IMMUTABLE }).send();
      return;
    }
    const data = input === null ? undefined : await this.store.read(id);
    if (input === null || data === undefined) throw ProblemException.notFound(`There is no input ${id}`);
    void reply.type(input.mediaType).headers({ ETag: etag, 'Cache-Control': IMMUTABLE }).send(data);
  }
}

/** The body itself, or the first file of a form. */
async function fileOf(body: unknown): Promise<Uint8Array> {
  if (body instanceof Uint8Array) return body;
  const file =
    body instanceof FormData ? [...body.values()].find((value) => value instanceof File) : undefined;
  if (file !== undefined) return new Uint8Array(await file.arrayBuffer());
  const message = 'expected a picture as the body (image/png, image/jpeg, image/webp), or a form with one';
  throw ProblemException.invalid([{ field: 'file', code: 'required', message }]);
}
