import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AuditService } from '../audit/audit.service.js';
import { Settings } from '../platform/config/settings.js';
import { DatabaseReader } from '../platform/database/database-reader.js';
import { UnitOfWork } from '../platform/database/unit-of-work.service.js';
import { EventBus } from '../platform/events/event-bus.js';
import { PLACES_PER_MS } from './add-image.js';
import { ImageEntity } from './image.entity.js';
import { Trash } from './trash.service.js';

const INTERVAL_MS = 3_600_000;
const BATCH = 200;
const DAY_MS = 86_400_000;

/**
 * Deletes the oldest pictures by itself where the owner wants it: by age, number or bytes. They go through
 * the trash, so that a wrong setting can be mended; favourites stay.
 */
@Injectable()
export class Retention implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(Retention.name);
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly dataSource: DataSource,
    private readonly reader: DatabaseReader,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditService,
    private readonly trash: Trash,
    private readonly events: EventBus,
    private readonly settings: Settings,
  ) {}

  onApplicationBootstrap(): void {
    const run = (): void => {
      this.running = this.run().catch((error: unknown) => {
        this.logger.error({ err: error }, 'Old pictures could not be deleted');
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

  /** @returns how many pictures went to the trash */
  async run(): Promise<number> {
    const { days, count, bytes } = this.settings.retention;
    const before = Math.max(placeByAge(days), await this.placeByCount(count), await this.placeByBytes(bytes));
    if (before <= 0) return 0;
    const deleted = await this.deleteBefore(before);
    if (deleted === 0) return 0;
    await this.unitOfWork.run((manager) =>
      this.audit.append(manager, {
        actor: 'app',
        action: 'gallery.retained',
        subjectType: 'gallery',
        subjectId: 'retention',
        data: { deleted, days, count, bytes },
      }),
    );
    this.events.publish({ type: 'gallery-changed' });
    return deleted;
  }

  private async placeByCount(count: number): Promise<number> {
    if (count === 0) return 0;
    const [row] = await this.reader.rows<{ place: number | string }>(
      `SELECT place FROM images WHERE deleted_at IS NULL ORDER BY place DESC LIMIT 1 OFFSET ${count - 1}`,
      [],
    );
    return Number(row?.place ?? 0);
  }

  private async placeByBytes(bytes: number): Promise<number> {
    if (bytes === 0) return 0;
    const sums =
      'SELECT place, SUM(size_bytes) OVER (ORDER BY place DESC) AS total FROM images WHERE deleted_at IS NULL';
    const [row] = await this.reader.rows<{ place: number | string | null }>(
      `SELECT MAX(place) AS place FROM (${sums}) AS summed WHERE total > ${bytes}`,
      [],
    );
    return row?.place === null || row === undefined ? 0 : Number(row.place) + 1;
  }

  private async deleteBefore(place: number): Promise<number> {
    const images = this.dataSource.getRepository(ImageEntity);
    for (let count = 0; ;) {
      const batch = await images
        .createQueryBuilder('image')
        .select('image.id', 'id')
        .where('image.deletedAt IS NULL AND image.place < :place', { place })
        .andWhere('image.favourite = :favourite', { favourite: false })
        .orderBy('image.place', 'ASC')
        .limit(BATCH)
        .getRawMany<{ id: string }>();
      const ids = batch.map(({ id }) => id);
      const deleted = await this.trash.add(ids, (manager, { id, sha256 }) =>
        this.audit.append(manager, {
          actor: 'app',
          action: 'image.deleted',
          subjectType: 'image',
          subjectId: id,
          data: { sha256, reason: 'retention' },
        }),
      );
      count += deleted.length;
      if (batch.length < BATCH) return count;
    }
  }
}

/** The place before which pictures are too many, as the others give it; 0 for none. */
function placeByAge(days: number): number {
  return days === 0 ? 0 : (Date.now() - days * DAY_MS) * PLACES_PER_MS;
}
