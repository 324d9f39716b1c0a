import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AuditService } from '../audit/audit.service.js';
import { BackendHost } from '../backends/backend-host.service.js';
import type { BackendInstanceState } from '../backends/backend-instance-status.js';
import { UnitOfWork } from '../platform/database/unit-of-work.service.js';
import { ProblemException } from '../platform/errors/problem.exception.js';
import { EventBus } from '../platform/events/event-bus.js';
import { JobQueue } from '../queue/job-queue.js';
import { JobEntity } from './job.entity.js';
import { PausedLaneEntity } from './paused-lane.entity.js';

/** A plugin that nobody has set up or allowed has no lane: most are there unused. */
const UNUSED: ReadonlySet<BackendInstanceState> = new Set(['not-set-up', 'not-granted']);

/** Pauses and resumes lanes. The rows are the truth; the queue is told, and told again at every start. */
@Injectable()
export class LaneSwitch {
  private readonly logger = new Logger(LaneSwitch.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly host: BackendHost,
    private readonly audit: AuditService,
    private readonly queue: JobQueue,
    private readonly events: EventBus,
  ) {}

  /** Every lane whose backend may work, now or when it is back, or that has jobs that are not done. */
  async lanes(): Promise<string[]> {
    const rows: { backend: string }[] = await this.dataSource
      .getRepository(JobEntity)
      .createQueryBuilder('job')
      .select('DISTINCT job.backend', 'backend')
      .where(`job.status IN ('pending', 'processing')`)
      .getRawMany();
    const hosted = this.host
      .statuses()
      .filter(({ state }) => !UNUSED.has(state))
      .map(({ instanceId }) => instanceId);
    return [...new Set([...hosted, ...rows.map(({ backend }) => backend)])];
  }

  async paused(): Promise<Set<string>> {
    const rows = await this.dataSource.getRepository(PausedLaneEntity).find();
    return new Set(rows.map(({ lane }) => lane));
  }

  /**
   * What runs goes on; nothing new starts.
   *
   * @param lane all lanes when undefined
   * @throws ProblemException 422 for a lane that there isn't
   */
  async pause(lane: string | undefined, actor: string): Promise<void> {
    await this.set(await this.named(lane), true, actor);
  }

  /** @param lane all lanes when undefined @throws ProblemException 422 for a lane that there isn't */
  async resume(lane: string | undefined, actor: string): Promise<void> {
    await this.set(await this.named(lane), false, actor);
  }

  /** Brings the queue to what the rows say, for a queue that was away or is new. */
  async tellQueue(lanes: readonly string[]): Promise<void> {
    const paused = await this.paused();
    for (const lane of lanes) await (paused.has(lane) ? this.queue.pause(lane) : this.queue.resume(lane));
  }

  private async named(lane: string | undefined): Promise<string[]> {
    const lanes = [...new Set([...(await this.lanes()), ...(await this.paused())])];
    if (lane === undefined) return lanes;
    if (lanes.includes(lane)) return [lane];
    const message = `lane ${JSON.stringify(lane)} is not known; known are: ${lanes.join(', ')}`;
    throw ProblemException.invalid([{ field: 'lane', code: 'unknown-lane', message, value: lane }]);
  }

  private async set(lanes: readonly string[], isPaused: boolean, actor: string): Promise<void> {
    const changed = await this.unitOfWork.run(async (manager) => {
      const rows = await manager.find(PausedLaneEntity);
      const pausedNow = new Set(rows.map(({ lane }) => lane));
      const toChange = lanes.filter((lane) => pausedNow.has(lane) !== isPaused);
      for (const lane of toChange) {
        if (isPaused) await manager.insert(PausedLaneEntity, { lane, pausedAt: Date.now() });
        else await manager.delete(PausedLaneEntity, { lane });
        const action = isPaused ? 'lane.paused' : 'lane.resumed';
        await this.audit.append(manager, { actor, action, subjectType: 'lane', subjectId: lane });
      }
      return toChange;
    });
    if (changed.length > 0) this.events.publish({ type: 'queue-changed' });
    // Told in any case: a second press is the way out when the queue missed the first one.
    await this.tellQueue(lanes).catch((error: unknown) => {
      this.logger.warn({ err: error }, 'The queue was not told of a pause; the rows hold it back');
    });
  }
}
