import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource, LessThanOrEqual, MoreThan, type EntityManager } from 'typeorm';
import { AuditService } from '../audit/audit.service.js';
import { InputFiles } from '../inputs/input-files.service.js';
import { InputUseEntity } from '../inputs/input-use.entity.js';
import { InputEntity } from '../inputs/input.entity.js';
import { Settings } from '../platform/config/settings.js';
import { UnitOfWork } from '../platform/database/unit-of-work.service.js';

const INTERVAL_MS = 3_600_000;

/** Inputs looked at in one go. */
const BATCH = 100;

/** Removes the inputs that no job and no picture of the gallery refers to, some time after they were sent. */
@Injectable()
export class InputCleaner implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(InputCleaner.name);
  private timer: NodeJS.Timeout | undefined;
  private cleaning: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly dataSource: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditService,
    private readonly files: InputFiles,
    private readonly settings: Settings,
  ) {}

  onApplicationBootstrap(): void {
    const clean = (): void => {
      this.cleaning = this.removeUnused().catch((error: unknown) => {
        this.logger.error({ err: error }, 'Unused inputs could not be removed');
      });
    };
    clean();
    this.timer = setInterval(clean, INTERVAL_MS);
    this.timer.unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.cleaning;
  }

  /** @returns how many were removed */
  async removeUnused(): Promise<number> {
    const offeredUntil = Date.now() - this.settings.inputs.keepMs;
    const inputs = this.dataSource.getRepository(InputEntity);
    for (let removed = 0, after = ''; ;) {
      const where = { id: MoreThan(after), offeredAt: LessThanOrEqual(offeredUntil) };
      const batch = await inputs.find({ where, order: { id: 'ASC' }, take: BATCH });
      for (const { id } of batch) {
        if (await this.removeIfUnused(id, offeredUntil)) removed += 1;
        after = id;
      }
      if (batch.length < BATCH) return removed;
    }
  }

  /** The file goes before the row is committed: whoever sends the same picture meanwhile finds it gone. */
  private async removeIfUnused(id: string, offeredUntil: number): Promise<boolean> {
    return this.unitOfWork.run(async (manager) => {
      if (await isUsed(manager, id)) return false;
      await manager.delete(InputUseEntity, { inputId: id });
      const { affected } = await manager.delete(InputEntity, {
        id,
        offeredAt: LessThanOrEqual(offeredUntil),
      });
      if (affected !== 1) return false;
      await this.audit.append(manager, {
        actor: 'app',
        action: 'input.removed',
        subjectType: 'input',
        subjectId: id,
      });
      await this.files.remove(id);
      return true;
    });
  }
}

async function isUsed(manager: EntityManager, inputId: string): Promise<boolean> {
  const job = 'SELECT 1 FROM jobs WHERE jobs.id = input_use.job_id';
  const image = 'SELECT 1 FROM images WHERE images.job_id = input_use.job_id AND images.purged_at IS NULL';
  return manager
    .createQueryBuilder(InputUseEntity, 'input_use')
    .where('input_use.inputId = :inputId', { inputId })
    .andWhere(`(EXISTS (${job}) OR EXISTS (${image}))`)
    .getExists();
}
