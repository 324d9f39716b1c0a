import { HttpStatus, Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import { GalleryService } from '../gallery/gallery.service.js';
import type { ImageEntity } from '../gallery/image.entity.js';
import { Trash } from '../gallery/trash.service.js';
import { ProblemException } from '../platform/errors/problem.exception.js';
import { EventBus } from '../platform/events/event-bus.js';

/** What every protocol does with pictures. */
@Injectable()
export class ImageActions {
  constructor(
    private readonly gallery: GalleryService,
    private readonly trash: Trash,
    private readonly audit: AuditService,
    private readonly events: EventBus,
  ) {}

  /** @throws ProblemException 404 for an unknown picture, 410 for a deleted one */
  async get(id: string): Promise<ImageEntity> {
    const image = await this.gallery.find(id);
    if (image === null) throw ProblemException.notFound(`There is no picture ${id}`);
    if (image.deletedAt !== null) {
      const state = image.purgedAt === null ? 'is in the trash' : 'was deleted';
      throw new ProblemException(HttpStatus.GONE, 'gone', `The picture ${id} ${state}`);
    }
    return image;
  }

  /** Also a picture in the trash. @throws ProblemException 404 and 410 as `get` does for one that is gone */
  async getKept(id: string): Promise<ImageEntity> {
    const image = await this.gallery.find(id);
    return image?.deletedAt !== null && image?.purgedAt === null ? image : this.get(id);
  }

  /** @throws ProblemException as `get` does */
  async delete(id: string, actor: string): Promise<void> {
    await this.get(id);
    await this.deleteMany([id], actor);
  }

  /** Into the trash. @returns the ids of those that were there to delete */
  async deleteMany(ids: readonly string[], actor: string): Promise<string[]> {
    const deleted = await this.trash.add(ids, (manager, { id, jobId, sha256 }) =>
      this.audit.append(manager, {
        actor,
        action: 'image.deleted',
        subjectType: 'image',
        subjectId: id,
        data: { job_id: jobId, sha256 },
      }),
    );
    for (const { id } of deleted) this.events.publish({ type: 'image-deleted', image_id: id });
    return deleted.map(({ id }) => id);
  }

  /** Out of the trash. @returns the ids of those that were in it */
  async restoreMany(ids: readonly string[], actor: string): Promise<string[]> {
    const restored = await this.trash.restore(ids, (manager, { id }) =>
      this.audit.append(manager, { actor, action: 'image.restored', subjectType: 'image', subjectId: id }),
    );
    for (const { id } of restored) this.events.publish({ type: 'image-restored', image_id: id });
    return restored.map(({ id }) => id);
  }

  /** @throws ProblemException as `get` does */
  async setFavourite(id: string, favourite: boolean, actor: string): Promise<ImageEntity> {
    const image = await this.get(id);
    if (image.favourite === favourite) return image;
    await this.gallery.setFavourite(id, favourite, (manager) =>
      this.audit.append(manager, {
        actor,
        action: favourite ? 'image.favourited' : 'image.unfavourited',
        subjectType: 'image',
        subjectId: id,
      }),
    );
    this.events.publish({ type: 'image-changed', image_id: id });
    return this.get(id);
  }
}
