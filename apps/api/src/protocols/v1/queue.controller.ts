import { Body, Controller, Get, HttpCode, HttpStatus, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { BackendHost } from '../../backends/backend-host.service.js';
import { JobReader, noJobs } from '../../generation/job-reader.service.js';
import { LaneSwitch } from '../../generation/lane-switch.service.js';
import { QueueForecast } from '../../generation/queue-forecast.service.js';
import { ApiProblem } from '../api-problem.decorator.js';
import { ClientActor } from '../client-actor.js';
import { JobViews } from './job-views.service.js';
import { laneChoiceSchema, queueSchema } from './schemas/queue.schema.js';

const RUNNING_JOBS = 200;

type QueueView = z.infer<typeof queueSchema>;

/** The queue as a whole: its lanes, one per backend instance. */
@ApiTags('queue')
@Controller('api/v1/queue')
export class QueueController {
  constructor(
    private readonly reader: JobReader,
    private readonly forecast: QueueForecast,
    private readonly laneSwitch: LaneSwitch,
    private readonly host: BackendHost,
    private readonly views: JobViews,
  ) {}

  @Get()
  @ApiOkResponse({
    standardSchema: queueSchema,
    description: 'What runs, how much waits, how long it will take',
  })
  async read(): Promise<QueueView> {
    const [counts, paused, forecast, processing] = await Promise.all([
      this.reader.countByLane(),
      this.laneSwitch.paused(),
      this.forecast.compute(),
      this.reader.list(RUNNING_JOBS, { statuses: ['processing'] }),
    ]);
    const running = Map.groupBy(await this.views.show(processing), ({ backend }) => backend);
    const names = new Map(this.host.statuses().map((status) => [status.instanceId, status.displayName]));
    const lanes = (await this.laneSwitch.lanes()).map((id) => {
      const inLane = counts.get(id) ?? noJobs();
      const isIdle = inLane.pending + inLane.processing === 0;
      return {
        id,
        name: names.get(id) ?? id,
        paused: paused.has(id),
        ...inLane,
        running: running.get(id) ?? [],
        seconds_left: isIdle ? 0 : (forecast.lanes.get(id) ?? null),
      };
    });
    const all = lanes.map(({ seconds_left }) => seconds_left);
    return {
      ...(await this.reader.countByStatus()),
      lanes,
      // Lanes work beside each other: the slowest one decides.
      seconds_left: all.includes(null) ? null : Math.max(0, ...all.map(Number)),
    };
  }

  /** What runs goes on; nothing new starts until the lane is resumed, also after a restart. */
  @Post('pause')
  @HttpCode(HttpStatus.OK)
  @ApiOkResponse({ standardSchema: queueSchema, description: 'Paused' })
  @ApiProblem({ 422: 'There is no such lane' })
  async pause(
    @Body({ schema: laneChoiceSchema }) body: z.infer<typeof laneChoiceSchema>,
    @ClientActor() actor: string,
  ): Promise<QueueView> {
    await this.laneSwitch.pause(body?.lane, actor);
    return this.read();
  }

  @Post('resume')
  @HttpCode(HttpStatus.OK)
  @ApiOkResponse({ standardSchema: queueSchema, description: 'Resumed' })
  @ApiProblem({ 422: 'There is no such lane' })
  async resume(
    @Body({ schema: laneChoiceSchema }) body: z.infer<typeof laneChoiceSchema>,
    @ClientActor() actor: string,
  ): Promise<QueueView> {
    await this.laneSwitch.resume(body?.lane, actor);
    return this.read();
  }
}
