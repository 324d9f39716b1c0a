import { HttpStatus, Injectable } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import { AuditRecordEntity } from '../audit/audit-record.entity.js';
import { Settings } from '../platform/config/settings.js';
import { ProblemException } from '../platform/errors/problem.exception.js';
import { isLoopback } from '../platform/http/is-loopback.js';
import { JobEntity } from './job.entity.js';

const CLIENT = 'client:';

/** Nobody can tell when a place comes free; that is how long a picture takes at least. */
const RETRY_AFTER_SECONDS = 5;

/** Holds each address to so many jobs that wait or run at once; the machine itself is free. */
@Injectable()
export class ClientJobLimit {
  constructor(private readonly settings: Settings) {}

  /** @throws ProblemException 429 with the time to wait */
  async refuseBeyond(manager: EntityManager, actor: string): Promise<void> {
    const { generationsAtOnce: most } = this.settings;
    if (most === 0 || !actor.startsWith(CLIENT) || isLoopback(actor.slice(CLIENT.length))) return;
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
    throw new ProblemException(
      HttpStatus.TOO_MANY_REQUESTS,
      'rate-limited',
      detail,
      undefined,
      RETRY_AFTER_SECONDS,
    );
  }
}
