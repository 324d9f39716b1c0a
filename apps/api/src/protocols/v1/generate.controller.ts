import { Body, Controller, HttpCode, HttpStatus, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { JobCreator } from '../../generation/job-creator.service.js';
import { TakesPictures } from '../../platform/http/takes-pictures.decorator.js';
import { ApiProblem } from '../api-problem.decorator.js';
import { ClientActor } from '../client-actor.js';
import { generateRequestSchema } from '../generate-request.schema.js';
import { generateResponseSchema } from './schemas/generate.schema.js';
import { ServerRequests } from './server-request.service.js';

@ApiTags('generate')
@Controller('api/v1/generate')
export class GenerateController {
  constructor(
    private readonly creator: JobCreator,
    private readonly servers: ServerRequests,
  ) {}

  /** Puts a job on record and answers at once. */
  @Post()
  @TakesPictures()
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiAcceptedResponse({ standardSchema: generateResponseSchema, description: 'The job is on record' })
  @ApiProblem({ 422: 'Fields are wrong, each named', 503: 'The queue is full' })
  async generate(
    @Body({ schema: generateRequestSchema }) body: z.infer<typeof generateRequestSchema>,
    @ClientActor() actor: string,
  ): Promise<z.infer<typeof generateResponseSchema>> {
    const isForServer = body.target_server_alias !== undefined;
    const request = isForServer ? await this.servers.toRequest(body) : body;
    const { job, adjustments } = await this.creator.create(request, actor);
    return {
      job_id: job.id,
      ...(isForServer && { mobilesd_job_id: job.id }),
      status: 'pending',
      seed: job.request.seed,
      adjustments: [...adjustments],
    };
  }
}
