import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { JobReader } from '../../generation/job-reader.service.js';
import { decodeCursor, encodeCursor } from '../../platform/paging/page-cursor.js';
import { ApiProblem } from '../api-problem.decorator.js';
import { JobViews } from './job-views.service.js';
import { jobPageSchema, jobQuerySchema, jobSchema, type JobView } from './schemas/job.schema.js';
import { idParamSchema } from './schemas/paging.schema.js';
import { jobStatusViewSchema } from './schemas/queue.schema.js';

/** Jobs as they are. */
@ApiTags('queue')
@Controller('api/v1/queue/jobs')
export class JobsController {
  constructor(
    private readonly reader: JobReader,
    private readonly views: JobViews,
  ) {}

  /** Newest first; `position` tells the order in which waiting ones will run. */
  @Get()
  @ApiOkResponse({ standardSchema: jobPageSchema, description: 'A page of jobs' })
  @ApiProblem({ 422: 'A query parameter is wrong' })
  async list(
    @Query({ schema: jobQuerySchema }) query: z.infer<typeof jobQuerySchema>,
  ): Promise<z.infer<typeof jobPageSchema>> {
    const filter = { statuses: query.status, model: query.model, backend: query.backend };
    const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor);
    const jobs = await this.reader.list(query.limit + 1, filter, after);
    const page = jobs.slice(0, query.limit);
    const last = jobs.length > query.limit ? page.at(-1) : undefined;
    return { jobs: await this.views.show(page), next_cursor: last === undefined ? null : encodeCursor(last) };
  }

  @Get(':id')
  @ApiOkResponse({ standardSchema: jobSchema, description: 'The job' })
  @ApiProblem({ 404: 'There is no such job' })
  async read(@Param('id', { schema: idParamSchema }) id: string): Promise<JobView> {
    return this.views.find(id);
  }

  /** What changes while a job lives, and nothing else. */
  @Get(':id/status')
  @ApiOkResponse({ standardSchema: jobStatusViewSchema, description: 'How the job is' })
  @ApiProblem({ 404: 'There is no such job' })
  async status(
    @Param('id', { schema: idParamSchema }) id: string,
  ): Promise<z.infer<typeof jobStatusViewSchema>> {
    const { status, cancel_requested, progress, position, seconds_left, error } = await this.views.find(id);
    return { id, status, cancel_requested, progress, position, seconds_left, error };
  }
}
