import { HttpStatus, Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import { GalleryService } from '../gallery/gallery.service.js';
import type { ImageEntity } from '../gallery/image.entity.js';
import { ProblemException } from '../platform/errors/problem.exception.js';
import { EventBus } from '../platform/events/event-bus.js';

/** What every protocol does with single pictures. */
@Injectable()
export class ImageActions {
  constructor(
    private readonly gallery: GalleryService,
    private readonly audit: AuditService,
    private readonly events: EventBus,
  ) {}

  /** @throws ProblemException 404 for an unknown picture, 410 for a deleted one */
  async get(id: string): Promise<ImageEntity> {
    const image = await this.gallery.find(id);
    if (image === null) throw ProblemException.notFound(`There is no picture ${id}`);
    if (image.deletedAt !== null) {
      throw new ProblemException(HttpStatus.GONE, 'gone', `The picture ${id} was deleted`);
    }
    return image;
  }

  /** @throws ProblemException as `get` does */
  async delete(id: string, actor: string): Promise<void> {
    const { jobId, sha256 } = await this.get(id);
    const isDeleted = await this.gallery.delete(id, (manager) =>
      this.audit.append(manager, {
        actor,
        action: 'image.deleted',
        subjectType: 'image',
        subjectId: id,
        data: { job_id: jobId, sha256 },
      }),
    );
    if (isDeleted) this.events.publish({ type: 'image-deleted', image_id: id });
  }
}
