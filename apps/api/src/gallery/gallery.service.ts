import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  DataSource,
  In,
  IsNull,
  type EntityManager,
  type QueryDeepPartialEntity,
  type Repository,
} from 'typeorm';
import { UnitOfWork } from '../platform/database/unit-of-work.service.js';
import { encodePicture } from './encode-picture.js';
import { ImageEntity } from './image.entity.js';
import { imageId } from './image-id.js';
import { ImageFiles } from './image-files.service.js';
import type { PictureToPublish } from './picture-to-publish.js';
import { writeInfotext } from './infotext.js';

/** Keeps pictures: files and rows. */
@Injectable()
export class GalleryService {
  private readonly images: Repository<ImageEntity>;

  constructor(
    dataSource: DataSource,
    private readonly files: ImageFiles,
    private readonly unitOfWork: UnitOfWork,
  ) {
    this.images = dataSource.getRepository(ImageEntity);
  }

  /**
   * Stores one picture of a job. Publishing the same (job, index) again changes nothing, also when the
   * picture was deleted meanwhile.
   *
   * @param within runs in the transaction that adds the row; when it throws, nothing is kept
   * @returns the new picture, or undefined when it was there already
   */
  async publish(
    picture: PictureToPublish,
    within: (manager: EntityManager, image: ImageEntity) => Promise<void>,
  ): Promise<ImageEntity | undefined> {
    const { jobId, event } = picture;
    if (await this.images.existsBy({ jobId, index: event.index })) return undefined;
    for (let attempt = 1; attempt < picture.attempt; attempt++) {
      await this.files.removeRemains(imageId(picture, attempt), picture.jobCreatedAt);
    }
    const image = await this.store(picture);
    let added = false;
    try {
      await this.unitOfWork.run(async (manager) => {
        if (await manager.existsBy(ImageEntity, { jobId, index: event.index })) return;
        await within(manager, image);
        await manager.insert(ImageEntity, image as QueryDeepPartialEntity<ImageEntity>);
        added = true;
      });
    } catch (error) {
      added = false;
      throw error;
    } finally {
      if (!added) await this.files.remove(image);
    }
    return added ? image : undefined;
  }

  private async store(picture: PictureToPublish): Promise<ImageEntity> {
    const { jobId, model, event } = picture;
    const seed = event.seed.toString();
    const parameters = { ...picture.parameters, ...event.metadata };
    const encoded = await encodePicture(event.content, (size) =>
      writeInfotext({ model, seed, parameters, ...size }),
    );
    const id = imageId(picture, picture.attempt);
    const paths = await this.files.store(id, encoded, picture.jobCreatedAt);
    const prompt = parameters['prompt'];
    return {
      id,
      jobId,
      index: event.index,
      ...paths,
      mediaType: encoded.mediaType,
      width: encoded.width,
      height: encoded.height,
      sizeBytes: encoded.data.length,
      sha256: createHash('sha256').update(encoded.data).digest('hex'),
      seed,
      model,
      backend: picture.backend,
      prompt: typeof prompt === 'string' ? prompt : '',
      parameters,
      warnings: picture.warnings.length > 0 ? picture.warnings : null,
      generationSeconds: picture.generationSeconds,
      favourite: false,
      createdAt: Date.now(),
      deletedAt: null,
      purgedAt: null,
    };
  }

  /** Also a deleted one, which tells by `deletedAt`. */
  async find(id: string): Promise<ImageEntity | null> {
    return this.images.findOneBy({ id });
  }

  /** The pictures that exist, in the order of their index. */
  async ofJobs(jobIds: readonly string[]): Promise<ImageEntity[]> {
    if (jobIds.length === 0) return [];
    return this.images.find({
      where: { jobId: In([...jobIds]), deletedAt: IsNull() },
      order: { jobId: 'ASC', index: 'ASC' },
    });
  }

  /** What the newest pictures of a model took to make; deleted ones count too. */
  async recentRuns(backend: string, model: string, limit: number): Promise<ImageEntity[]> {
    return this.images.find({
      where: { backend, model },
      order: { createdAt: 'DESC', id: 'DESC' },
      take: limit,
    });
  }

  /** How many pictures of a job were ever published, deleted ones included. */
  async countPublished(jobId: string): Promise<number> {
    return this.images.countBy({ jobId });
  }

  /** @param within runs in the transaction that marks the row */
  async setFavourite(
    id: string,
    favourite: boolean,
    within: (manager: EntityManager) => Promise<void>,
  ): Promise<void> {
    await this.unitOfWork.run(async (manager) => {
      await manager.update(ImageEntity, { id }, { favourite });
      await within(manager);
    });
  }

  /** Those of the ids that there are, deleted ones included, in the order of the ids. */
  async findMany(ids: readonly string[]): Promise<ImageEntity[]> {
    const found = await this.images.findBy({ id: In([...ids]) });
    const byId = new Map(found.map((image) => [image.id, image]));
    return [...new Set(ids)].flatMap((id) => byId.get(id) ?? []);
  }
}
