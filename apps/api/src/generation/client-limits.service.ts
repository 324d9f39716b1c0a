import { HttpStatus, Injectable } from '@nestjs/common';
import { DataSource, In, MoreThan, type EntityManager } from 'typeorm';
import { AuditRecordEntity } from '../audit/audit-record.entity.js';
import { Settings } from '../platform/config/settings.js';
import { ProblemException } from '../platform/errors/problem.exception.js';
import { isLoopback } from '../platform/http/is-loopback.js';
import { JobEntity } from './job.entity.js';

const CLIENT = 'client:';
const HOUR_MS = 3_600_000;

/** What has pictures made. */
const GENERATIONS = In(['job.created', 'job.retry-requested']);

/** Nobody can tell when a place comes free; that is how long a picture takes at least. */
const PLACE_RETRY_SECONDS = 5;

/**
 * Holds each address to so many generations within any hour, and so many jobs that wait or run at once; the
 * machine itself is free. The trail is counted: a restart, another API process or another protocol is no way
 * round, and what was refused does not count.
 */
@Injectable()
export class ClientLimits {
  constructor(
    private readonly dataSource: DataSource,
    private readonly settings: Settings,
  ) {}

  /**
   * @param manager of the unit of work that makes the job, where there is one already
   * @throws ProblemException 429 with the time to wait
   */
  async refuseBeyond(actor: string, manager: EntityManager = this.dataSource.manager): Promise<void> {
    if (!actor.startsWith(CLIENT) || isLoopback(actor.slice(CLIENT.length))) return;
    await this.refusePerHour(manager, actor);
    await this.refuseAtOnce(manager, actor);
  }

  private async refusePerHour(manager: EntityManager, actor: string): Promise<void> {
    const { generationsPerHour: most } = this.settings;
    if (most === 0) return;
    const since = Date.now() - HOUR_MS;
    const recent = await manager.find(AuditRecordEntity, {
      select: { sequence: true, time: true },
      where: { actor, action: GENERATIONS, time: MoreThan(since) },
      order: { time: 'DESC' },
      take: most,
    });
    const oldest = recent.at(-1);
    if (oldest === undefined || recent.length < most) return;
    const seconds = Math.ceil((oldest.time - since) / 1000);
    const detail = `${most} generations an hour are open to each address; try again in ${seconds} s`;
    throw tooMany(detail, seconds);
  }

  private async refuseAtOnce(manager: EntityManager, actor: string): Promise<void> {
    const { generationsAtOnce: most } = this.settings;
    if (most === 0) return;
    const active = await manager.find(JobEntity, {
      select: { id: true },
      where: { status: In(['pending', 'processing']) },
    });
    if (active.length < most) return;
    const own = await manager.countBy(AuditRecordEntity, {
      action: 'job.created',
      actor,
      subjectId: In(active.map(({ id }) => id)),
    });
    if (own < most) return;
    const detail = `${own} of your jobs wait or run, and ${most} at once are open to each address; try again when one is done`;
    throw tooMany(detail, PLACE_RETRY_SECONDS);
  }
}

function tooMany(detail: string, retryAfterSeconds: number): ProblemException {
  const status = HttpStatus.TOO_MANY_REQUESTS;
  return new ProblemException(status, 'rate-limited', detail, undefined, retryAfterSeconds);
}
