import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import {
  DataSource,
  In,
  IsNull,
  LessThanOrEqual,
  Not,
  type EntityManager,
  type FindOptionsWhere,
} from 'typeorm';
import { AuditService } from '../audit/audit.service.js';
import { Settings } from '../platform/config/settings.js';
import { UnitOfWork } from '../platform/database/unit-of-work.service.js';
import { ImageEntity } from './image.entity.js';
import { ImageFiles } from './image-files.service.js';

const PURGE_INTERVAL_MS = 3_600_000;
const PURGE_BATCH = 200;
const IN_TRASH = { deletedAt: Not(IsNull()), purgedAt: IsNull() };

/** Called in the transaction that changes a picture's row. */
export type WithinChange = (manager: EntityManager, image: ImageEntity) => Promise<void>;

/** Deleted pictures: kept for a while, brought back on demand, then removed from the disk. */
@Injectable()
export class Trash implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(Trash.name);
  private timer: NodeJS.Timeout | undefined;
  private purging: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly dataSource: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditService,
    private readonly files: ImageFiles,
    private readonly settings: Settings,
  ) {}

  onApplicationBootstrap(): void {
    const purge = (): void => {
      this.purging = this.purgeOld().catch((error: unknown) => {
        this.logger.error({ err: error }, 'The trash could not be emptied');
      });
    };
    purge();
    this.timer = setInterval(purge, PURGE_INTERVAL_MS);
    this.timer.unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.purging;
  }

  /** @returns the pictures that were there to delete */
  async add(ids: readonly string[], within: WithinChange): Promise<ImageEntity[]> {
    const deleted = await this.mark(ids, { deletedAt: IsNull() }, Date.now(), within);
    // Without a trash they go at once.
    if (this.settings.trashMs === 0) await this.purgeOld();
    return deleted;
  }

  /** @returns the pictures that could be brought back */
  async restore(ids: readonly string[], within: WithinChange): Promise<ImageEntity[]> {
    return this.mark(ids, IN_TRASH, null, within);
  }

  /** Removes what has been in the trash for long enough. @returns how many pictures */
  async purgeOld(): Promise<number> {
    return this.purgeUntil(Date.now() - this.settings.trashMs, 'app');
  }

  /** Removes some of what is in the trash, for good. @returns how many pictures */
  async purge(ids: readonly string[], actor: string): Promise<number> {
    const images = await this.dataSource.getRepository(ImageEntity).findBy({ ...IN_TRASH, id: In([...ids]) });
    let count = 0;
    for (const image of images) if (await this.purgeOne(image, actor)) count += 1;
    return count;
  }

  /** Removes all that is in the trash. @returns how many pictures */
  async empty(actor: string): Promise<number> {
    return this.purgeUntil(Date.now(), actor);
  }

  private async mark(
    ids: readonly string[],
    state: FindOptionsWhere<ImageEntity>,
    deletedAt: number | null,
    within: WithinChange,
  ): Promise<ImageEntity[]> {
    return this.unitOfWork.run(async (manager) => {
      const images = await manager.findBy(ImageEntity, { ...state, id: In([...ids]) });
      for (const image of images) {
        await manager.update(ImageEntity, { id: image.id }, { deletedAt });
        await within(manager, image);
      }
      return images;
    });
  }

  private async purgeUntil(deletedUntil: number, actor: string): Promise<number> {
    for (let count = 0; ;) {
      const where = { deletedAt: LessThanOrEqual(deletedUntil), purgedAt: IsNull() };
      const batch = await this.dataSource.getRepository(ImageEntity).find({ where, take: PURGE_BATCH });
      for (const image of batch) {
        if (await this.purgeOne(image, actor)) count += 1;
      }
      if (batch.length < PURGE_BATCH) return count;
    }
  }

  private async purgeOne(image: ImageEntity, actor: string): Promise<boolean> {
    const { id, sha256 } = image;
    const isMine = await this.unitOfWork.run(async (manager) => {
      const inTrash = { ...IN_TRASH, id };
      const { affected } = await manager.update(ImageEntity, inTrash, { purgedAt: Date.now() });
      if (affected !== 1) return false;
      const data = { sha256 };
      const entry = { actor, action: 'image.purged', subjectType: 'image', subjectId: id, data } as const;
      await this.audit.append(manager, entry);
      return true;
    });
    if (isMine) await this.files.remove(image);
    return isMine;
  }
}
