import { Injectable, Logger } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import { UnitOfWork } from '../platform/database/unit-of-work.service.js';

/** Looking at a picture again within this time is the same look. */
const SAME_VIEW_MS = 600_000;
const MAX_REMEMBERED = 10_000;

/** Puts on record who looked at which picture. */
@Injectable()
export class ImageViews {
  private readonly logger = new Logger(ImageViews.name);
  private readonly seen = new Map<string, number>();

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditService,
  ) {}

  /** Doesn't keep the picture waiting; what could not be put on record is logged. */
  record(imageId: string, actor: string): void {
    const key = `${actor} ${imageId}`;
    const now = Date.now();
    if (now - (this.seen.get(key) ?? 0) < SAME_VIEW_MS) return;
    this.seen.delete(key);
    this.seen.set(key, now);
    const [oldest] = this.seen.keys();
    if (this.seen.size > MAX_REMEMBERED && oldest !== undefined) this.seen.delete(oldest);
    const entry = { actor, action: 'image.viewed', subjectType: 'image', subjectId: imageId } as const;
    void this.unitOfWork
      .run((manager) => this.audit.append(manager, entry))
      .catch((error: unknown) => {
        this.logger.warn({ err: error, imageId }, 'A view of a picture could not be put on record');
      });
  }
}
