import { Controller, Get, HttpCode, HttpStatus, Param, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { JobCanceller } from '../../generation/job-canceller.service.js';
import { JobReader } from '../../generation/job-reader.service.js';
import { ProblemException } from '../../platform/errors/problem.exception.js';
import { decodeCursor, encodeCursor } from '../../platform/paging/page-cursor.js';
import { ApiProblem } from '../api-problem.decorator.js';
import { ClientActor } from '../client-actor.js';
import { JobViews } from './job-views.service.js';
import { jobPageSchema, jobQuerySchema, jobSchema, type JobView } from './schemas/job.schema.js';
import { idParamSchema } from './schemas/paging.schema.js';

@ApiTags('queue')
@Controller('api/v1/queue/jobs')
export class JobsController {
  constructor(
    private readonly reader: JobReader,
    private readonly canceller: JobCanceller,
    private readonly views: JobViews,
  ) {}

  /** Newest first. */
  @Get()
  @ApiOkResponse({ standardSchema: jobPageSchema, description: 'A page of jobs' })
  @ApiProblem({ 422: 'A query parameter is wrong' })
  async list(
    @Query({ schema: jobQuerySchema }) query: z.infer<typeof jobQuerySchema>,
  ): Promise<z.infer<typeof jobPageSchema>> {
    const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor);
    const jobs = await this.reader.list(query.limit + 1, query.status, after);
    const page = jobs.slice(0, query.limit);
    const last = jobs.length > query.limit ? page.at(-1) : undefined;
    return { jobs: await this.views.show(page), next_cursor: last === undefined ? null : encodeCursor(last) };
  }

  @Get(':id')
  @ApiOkResponse({ standardSchema: jobSchema, description: 'The job' })
  @ApiProblem({ 404: 'There is no such job' })
  async read(@Param('id', { schema: idParamSchema }) id: string): Promise<JobView> {
    const job = await this.reader.find(id);
    const [view] = job === null ? [] : await this.views.show([job]);
    if (view === undefined) throw ProblemException.notFound(`There is no job ${id}`);
    return view;
  }

  /** A waiting job is cancelled at once, a running one within a step: `cancel_requested` until then. */
  @Post(':id/cancel')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiAcceptedResponse({ standardSchema: jobSchema, description: 'The job, cancelled or about to be' })
  @ApiProblem({ 404: 'There is no such job', 409: 'The job has ended already' })
  async cancel(
    @Param('id', { schema: idParamSchema }) id: string,
    @ClientActor() actor: string,
  ): Promise<JobView> {
    await this.canceller.cancel(id, actor);
    return this.read(id);
  }
}
