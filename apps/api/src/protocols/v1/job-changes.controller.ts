import { Body, Controller, Delete, HttpCode, HttpStatus, Param, Patch, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { JobCanceller } from '../../generation/job-canceller.service.js';
import { JobEditor } from '../../generation/job-editor.service.js';
import { JobOrder } from '../../generation/job-order.service.js';
import { TakesPictures } from '../../platform/http/takes-pictures.decorator.js';
import { ApiProblem } from '../api-problem.decorator.js';
import { ClientActor } from '../client-actor.js';
import { generateRequestSchema } from '../generate-request.schema.js';
import { JobViews } from './job-views.service.js';
import { jobSchema, type JobView } from './schemas/job.schema.js';
import { idParamSchema } from './schemas/paging.schema.js';
import { clearedSchema, editedJobSchema, moveSchema } from './schemas/queue.schema.js';

/** What can be done to jobs. */
@ApiTags('queue')
@Controller('api/v1/queue/jobs')
export class JobChangesController {
  constructor(
    private readonly canceller: JobCanceller,
    private readonly editor: JobEditor,
    private readonly order: JobOrder,
    private readonly views: JobViews,
  ) {}

  /** Takes all ended jobs off the list; their pictures stay. */
  @Post('clear')
  @HttpCode(HttpStatus.OK)
  @ApiOkResponse({ standardSchema: clearedSchema, description: 'Cleared' })
  async clear(@ClientActor() actor: string): Promise<z.infer<typeof clearedSchema>> {
    return { jobs: await this.editor.clear(actor) };
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
    return this.views.find(id);
  }

  /** A failed or cancelled job waits again, at the end of its lane; pictures that it made already stay. */
  @Post(':id/retry')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiAcceptedResponse({ standardSchema: jobSchema, description: 'The job, waiting again' })
  @ApiProblem({ 404: 'There is no such job', 409: 'The job has not failed and was not cancelled' })
  async retry(
    @Param('id', { schema: idParamSchema }) id: string,
    @ClientActor() actor: string,
  ): Promise<JobView> {
    await this.editor.retry(id, actor);
    return this.views.find(id);
  }

  /** Puts a waiting job elsewhere in its lane. */
  @Post(':id/move')
  @HttpCode(HttpStatus.OK)
  @ApiOkResponse({ standardSchema: jobSchema, description: 'The job in its new place' })
  @ApiProblem({
    404: 'There is no such job',
    409: 'The job does not wait',
    422: 'job_id does not wait there',
  })
  async move(
    @Param('id', { schema: idParamSchema }) id: string,
    @Body({ schema: moveSchema }) body: z.infer<typeof moveSchema>,
    @ClientActor() actor: string,
  ): Promise<JobView> {
    await this.order.move(id, 'job_id' in body ? { to: body.to, jobId: body.job_id } : body, actor);
    return this.views.find(id);
  }

  /** Changes the values that are sent; the others and the place in the queue stay. */
  @Patch(':id')
  @TakesPictures()
  @ApiOkResponse({ standardSchema: editedJobSchema, description: 'The job as it waits now' })
  @ApiProblem({
    404: 'There is no such job',
    409: 'The job does not wait',
    422: 'Fields are wrong, each named',
  })
  async edit(
    @Param('id', { schema: idParamSchema }) id: string,
    @Body({ schema: generateRequestSchema }) body: z.infer<typeof generateRequestSchema>,
    @ClientActor() actor: string,
  ): Promise<z.infer<typeof editedJobSchema>> {
    const adjustments = await this.editor.edit(id, body, actor);
    return { job: await this.views.find(id), adjustments: [...adjustments] };
  }

  /** Takes an ended job off the list; its pictures stay. */
  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiNoContentResponse({ description: 'Deleted' })
  @ApiProblem({ 404: 'There is no such job', 409: 'The job has not ended' })
  async delete(
    @Param('id', { schema: idParamSchema }) id: string,
    @ClientActor() actor: string,
  ): Promise<void> {
    await this.editor.delete(id, actor);
  }
}
