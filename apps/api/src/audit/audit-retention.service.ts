import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { LessThan, LessThanOrEqual } from 'typeorm';
import { Settings } from '../platform/config/settings.js';
import { UnitOfWork } from '../platform/database/unit-of-work.service.js';
import { AuditRecordEntity } from './audit-record.entity.js';
import { AuditService } from './audit.service.js';

/** Once a day: each time leaves a record of its own. */
const INTERVAL_MS = 86_400_000;
const DAY_MS = 86_400_000;

/**
 * Removes the beginning of the trail where the owner wants it. A record states up to where and with which
 * hash the removed part ended, so that the chain can be checked from there.
 */
@Injectable()
export class AuditRetention implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(AuditRetention.name);
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly audit: AuditService,
    private readonly unitOfWork: UnitOfWork,
    private readonly settings: Settings,
  ) {}

  onApplicationBootstrap(): void {
    const run = (): void => {
      this.running = this.run().catch((error: unknown) => {
        this.logger.error({ err: error }, 'Old records could not be removed from the audit trail');
      });
    };
    run();
    this.timer = setInterval(run, INTERVAL_MS);
    this.timer.unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  /** @returns how many records were removed */
  async run(): Promise<number> {
    const { auditDays } = this.settings.retention;
    if (auditDays === 0) return 0;
    const before = Date.now() - auditDays * DAY_MS;
    return this.unitOfWork.run(async (manager) => {
      const [last] = await manager.find(AuditRecordEntity, {
        where: { time: LessThan(before) },
        order: { sequence: 'DESC' },
        take: 1,
      });
      if (last === undefined) return 0;
      const { sequence, hash } = last;
      const old = { sequence: LessThanOrEqual(sequence) };
      const records = await manager.countBy(AuditRecordEntity, old);
      await this.audit.append(manager, {
        actor: 'app',
        action: 'audit.trimmed',
        subjectType: 'audit',
        subjectId: String(sequence),
        data: { hash, records, days: auditDays },
      });
      await manager.delete(AuditRecordEntity, old);
      return records;
    });
  }
}
