import { Controller, Get, Header, HttpStatus } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { BackendHost } from '../../backends/backend-host.service.js';
import { JobStatisticsReader } from '../../generation/job-statistics.service.js';
import { JobReader } from '../../generation/job-reader.service.js';
import { ProblemException } from '../../platform/errors/problem.exception.js';
import { ApiProblem } from '../api-problem.decorator.js';
import { jobGauges } from './job-gauges.js';
import { writeMetrics } from './write-metrics.js';

const readySchema = z
  .object({ status: z.literal('ready'), backends: z.int().describe('Backend instances that can work') })
  .meta({ id: 'Ready' });

/** For those who watch over the server. */
@ApiTags('health')
@Controller()
export class OperationController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly host: BackendHost,
    private readonly reader: JobReader,
    private readonly statistics: JobStatisticsReader,
  ) {}

  /** Whether requests can be taken: the database answers. */
  @Get('ready')
  @ApiOkResponse({ standardSchema: readySchema, description: 'Requests can be taken' })
  @ApiProblem({ 503: 'The database does not answer' })
  async ready(): Promise<z.infer<typeof readySchema>> {
    await this.dataSource.query('SELECT 1').catch(() => {
      const detail = 'The database does not answer';
      throw new ProblemException(HttpStatus.SERVICE_UNAVAILABLE, 'unavailable', detail);
    });
    return {
      status: 'ready',
      backends: this.host.statuses().filter(({ state }) => state === 'ready').length,
    };
  }

  /** Prometheus' text format. */
  @Get('metrics')
  @Header('Content-Type', 'text/plain; version=0.0.4; charset=utf-8')
  @ApiOkResponse({
    description:
      'Jobs by lane and state; waits, times, failures and busy share of the last hour; backends; memory',
    content: { 'text/plain': { schema: { type: 'string' } } },
  })
  async metrics(): Promise<string> {
    const jobs = [...(await this.reader.countByLane())].flatMap(([lane, counts]) =>
      Object.entries(counts).map(([status, value]) => ({ labels: { lane, status }, value })),
    );
    const backends = this.host
      .statuses()
      .map(({ instanceId, state }) => ({ labels: { backend: instanceId, state }, value: 1 }));
    return writeMetrics([
      { name: 'cyberimage_jobs', help: 'Jobs on the list', samples: jobs },
      ...jobGauges(await this.statistics.read()),
      { name: 'cyberimage_backends', help: 'Backend instances by state', samples: backends },
      {
        name: 'cyberimage_resident_memory_bytes',
        help: 'Memory of this process',
        samples: [{ labels: {}, value: process.memoryUsage.rss() }],
      },
      {
        name: 'cyberimage_uptime_seconds',
        help: 'Since this process started',
        samples: [{ labels: {}, value: Math.round(process.uptime()) }],
      },
    ]);
  }
}
