import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, In, IsNull, type EntityManager, type Repository } from 'typeorm';
import { Settings } from '../platform/config/settings.js';
import { UnitOfWork } from '../platform/database/unit-of-work.service.js';
import { encodePicture } from './encode-picture.js';
import { ImageEntity } from './image.entity.js';
import { addImage } from './add-image.js';
import { imageId } from './image-id.js';
import { ImageFiles } from './image-files.service.js';
import type { PictureRecord } from './metadata/picture-record.js';
import type { PictureToPublish } from './picture-to-publish.js';
import { writeInfotext } from './metadata/write-infotext.js';

/** Keeps pictures: files and rows. */
@Injectable()
export class GalleryService {
  private readonly images: Repository<ImageEntity>;

  constructor(
    dataSource: DataSource,
    private readonly files: ImageFiles,
    private readonly unitOfWork: UnitOfWork,
    private readonly settings: Settings,
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
        await addImage(manager, image);
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
    const { jobId, model, backend, generationSeconds, event } = picture;
    const id = imageId(picture, picture.attempt);
    const seed = event.seed.toString();
    const parameters = { ...picture.parameters, ...event.metadata };
    const warnings = picture.warnings.length > 0 ? [...picture.warnings] : null;
    const createdAt = Date.now();
    const record: PictureRecord = {
      version: 1,
      id,
      job_id: jobId,
      index: event.index,
      created_at: new Date(createdAt).toISOString(),
      model,
      backend,
      seed,
      parameters,
      warnings,
      generation_seconds: generationSeconds,
    };
    const encoded = await encodePicture(
      event.content,
      (size) => ({ infotext: writeInfotext({ model, seed, parameters, ...size }), record }),
      picture.output,
      this.settings.pictures.maxFileBytes,
    );
    const paths = await this.files.store(id, encoded, picture.jobCreatedAt);
    const prompt = parameters['prompt'];
    return {
      id,
      place: 0,
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
      backend,
      prompt: typeof prompt === 'string' ? prompt : '',
      parameters,
      warnings,
      sourceName: null,
      generationSeconds,
      favourite: false,
      createdAt,
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

  /** Of every picture that a job ever made, deleted ones included. */
  async idsOfJob(jobId: string): Promise<string[]> {
    const images = await this.images.find({ where: { jobId }, select: { id: true } });
    return images.map(({ id }) => id);
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
