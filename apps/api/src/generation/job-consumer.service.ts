import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Settings } from '../platform/config/settings.js';
import { JobQueue } from '../queue/job-queue.js';
import { BackendHost } from '../backends/backend-host.service.js';
import { JobLeases } from './job-leases.service.js';
import { JobRunner } from './job-runner.service.js';
import { LaneSwitch } from './lane-switch.service.js';

const LONGEST_SWEEP_INTERVAL_MS = 2000;
const SWEEP_BATCH = 200;

/** Makes this process do jobs: takes the lanes of its backends, and finds jobs that the queue has lost. */
@Injectable()
export class JobConsumer implements OnModuleDestroy {
  private readonly logger = new Logger(JobConsumer.name);
  private sweepTimer: NodeJS.Timeout | undefined;
  private sweep: Promise<void> = Promise.resolve();
  private readonly taken = new Set<string>();
  private endWatch: (() => void) | undefined;

  constructor(
    private readonly queue: JobQueue,
    private readonly host: BackendHost,
    private readonly runner: JobRunner,
    private readonly leases: JobLeases,
    private readonly laneSwitch: LaneSwitch,
    private readonly settings: Settings,
  ) {}

  async start(): Promise<void> {
    // Without Redis this is the only process that does jobs: whoever held a lease is gone.
    if (this.settings.redisUrl === undefined) await this.leases.expireAll();
    await this.enqueueLost();
    await this.takeLanes();
    this.endWatch = this.host.onChange(() => {
      this.takeLanes().catch((error: unknown) =>
        this.logger.error({ err: error }, 'A lane could not be taken'),
      );
    });
    const intervalMs = Math.min(LONGEST_SWEEP_INTERVAL_MS, this.settings.leaseMs / 3);
    this.sweepTimer = setInterval(() => {
      this.sweep = this.sweep.then(() => this.enqueueLost());
    }, intervalMs);
  }

  /** Gives running jobs back to the queue; those that are being saved come to their end. Safe to call twice. */
  async stop(): Promise<void> {
    clearInterval(this.sweepTimer);
    this.endWatch?.();
    await this.sweep;
    await this.queue.close();
    await this.runner.settled();
  }

  async onModuleDestroy(): Promise<void> {
    await this.stop();
  }

  private async takeLanes(): Promise<void> {
    for (const { instanceId, alias, device, state } of this.host.statuses()) {
      if (this.taken.has(instanceId)) continue;
      const isServer = alias !== undefined && device?.kind === 'remote';
      // Whether a server is behind it, it tells when it has started.
      if (alias !== undefined && device === undefined && state === 'starting') continue;
      this.taken.add(instanceId);
      await this.laneSwitch.tellQueue([instanceId]);
      await this.queue.consume(instanceId, (id, signal) => this.runner.run(id, signal), {
        isShared: isServer,
      });
    }
  }

  private async enqueueLost(): Promise<void> {
    try {
      for (const job of await this.leases.claimable(SWEEP_BATCH)) {
        await this.queue.add({ id: job.id, lane: job.backend, priority: job.priority });
      }
    } catch (error) {
      this.logger.error({ err: error }, 'Waiting jobs could not be brought to the queue');
    }
  }
}
