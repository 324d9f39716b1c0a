import { Body, Controller, Get, HttpCode, HttpStatus, Param, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { GalleryService } from '../../gallery/gallery.service.js';
import { JobCreator } from '../../generation/job-creator.service.js';
import { JobReader } from '../../generation/job-reader.service.js';
import { LiveJobs } from '../../generation/live-jobs.service.js';
import { ProblemException } from '../../platform/errors/problem.exception.js';
import { TakesPictures } from '../../platform/http/takes-pictures.decorator.js';
import { ApiProblem } from '../api-problem.decorator.js';
import { ClientActor } from '../client-actor.js';
import { generateRequestSchema } from '../generate-request.schema.js';
import { readableSeed } from '../readable-seed.js';
import { jobIdSchema, seedQueueSchema, statusSchema } from './seed-schemas.js';

const idSchema = z.uuid({ error: 'expected a job_id as POST /api/generate gave it' });
const SHOWN_JOBS = 100;

/** The short routes: jobs. */
@ApiTags('short routes')
@Controller('api')
export class SeedJobsController {
  constructor(
    private readonly creator: JobCreator,
    private readonly reader: JobReader,
    private readonly live: LiveJobs,
    private readonly gallery: GalleryService,
  ) {}

  @Post('generate')
  @TakesPictures()
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiAcceptedResponse({ standardSchema: jobIdSchema, description: 'The job is on record' })
  @ApiProblem({ 422: 'Fields are wrong, each named', 503: 'The queue is full' })
  async generate(
    @Body({ schema: generateRequestSchema }) body: z.infer<typeof generateRequestSchema>,
    @ClientActor() actor: string,
  ): Promise<z.infer<typeof jobIdSchema>> {
    const { job } = await this.creator.create(body, actor);
    return { job_id: job.id };
  }

  @Get('status/:job_id')
  @ApiOkResponse({ standardSchema: statusSchema, description: 'How the job is' })
  @ApiProblem({ 404: 'There is no such job' })
  async status(@Param('job_id', { schema: idSchema }) id: string): Promise<z.infer<typeof statusSchema>> {
    const job = await this.reader.find(id);
    if (job === null) throw ProblemException.notFound(`There is no job ${id}`);
    const images = await this.gallery.ofJobs([id]);
    return {
      job_id: job.id,
      status: job.status,
      model: job.model,
      seed: readableSeed(job.request.seed),
      progress: job.status === 'processing' ? (this.live.get(id).progress ?? job.progress) : null,
      position: (await this.reader.placeInQueue(job)) ?? null,
      image_ids: images.map((image) => image.id),
      error: job.error,
    };
  }

  @Get('queue')
  @ApiOkResponse({ standardSchema: seedQueueSchema, description: 'What runs and waits' })
  async queue(): Promise<z.infer<typeof seedQueueSchema>> {
    const jobs = await this.reader.unfinished(SHOWN_JOBS);
    return {
      ...(await this.reader.countByStatus()),
      jobs: jobs.map(({ id, status, model }) => ({ job_id: id, status, model })),
    };
  }
}
