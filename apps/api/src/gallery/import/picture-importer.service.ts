import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import sharp from 'sharp';
import { DataSource, IsNull, type EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { AuditService } from '../../audit/audit.service.js';
import { Settings } from '../../platform/config/settings.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.service.js';
import { addImage } from '../add-image.js';
import { FORMATS, makeThumbnail, type EncodedPicture } from '../encode-picture.js';
import { ImageEntity } from '../image.entity.js';
import { ImageFiles, type ImagePaths } from '../image-files.service.js';
import { factsOf } from '../metadata/picture-facts.js';
import { parseRecord, RECORD_KEYWORD, type PictureRecord } from '../metadata/picture-record.js';
import { readTexts } from '../metadata/read-texts.js';

/** A file that somebody brings. */
export interface PictureFile {
  /** For people; a path below the folder that is imported, or a bare name. */
  readonly name: string;
  readonly data: Buffer;
  /** Milliseconds since 1970; when the picture was made, unless it says so itself. */
  readonly modifiedAt?: number | undefined;
  /**
   * Tells this file of this import from all others. Brought again after an interruption it gets the same id, so
   * that what was left on the disk is written over.
   */
  readonly key?: string | undefined;
}

/** What became of a file. */
export type ImportOutcome =
  | { readonly status: 'imported'; readonly name: string; readonly imageId: string }
  /** The same bytes are in the gallery, or in its trash. */
  | { readonly status: 'known'; readonly name: string; readonly imageId: string }
  | { readonly status: 'refused'; readonly name: string; readonly reason: string };

/** Where a picture lies that is in the folder for pictures already. */
export interface PictureInPlace {
  readonly file: string;
  /** The folder's date, where the picture itself has none. */
  readonly createdAt: number;
}

/** Brings pictures in that were not made here, byte for byte, with all that they say about themselves. */
@Injectable()
export class PictureImporter {
  constructor(
    private readonly dataSource: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditService,
    private readonly files: ImageFiles,
    private readonly settings: Settings,
  ) {}

  /** The same bytes twice are one picture. Rejects only where storage or database fail. */
  async import(file: PictureFile, actor: string): Promise<ImportOutcome> {
    const picture = await this.check(file);
    if (typeof picture === 'string') return { status: 'refused', name: file.name, reason: picture };
    const known = await this.find(this.dataSource.manager, picture.sha256);
    if (known !== null) return { status: 'known', name: file.name, imageId: known.id };
    const createdAt = createdAtOf(picture.record) ?? file.modifiedAt ?? Date.now();
    const id = await this.newId(createdAt, file.key);
    const paths = await this.files.store(id, picture, createdAt);
    const image = this.describe(id, picture, { paths, createdAt, sourceName: file.name });
    return this.keep(image, actor, () => this.files.remove(paths));
  }

  /** Puts a file of the folder for pictures on record again, one of ours under the id that it had. */
  async adopt(data: Buffer, place: PictureInPlace, actor: string): Promise<ImportOutcome> {
    const picture = await this.check({ name: place.file, data });
    if (typeof picture === 'string') return { status: 'refused', name: place.file, reason: picture };
    const ownId = picture.record?.id;
    const isOwn = ownId !== undefined && place.file.includes(ownId);
    const id = isOwn ? ownId : uuidv7({ msecs: place.createdAt });
    const paths = await this.files.adopt(id, place.file, picture);
    const createdAt = createdAtOf(picture.record) ?? place.createdAt;
    const image = this.describe(id, picture, { paths, createdAt, sourceName: null });
    if (isOwn && picture.record !== undefined) {
      const { job_id: jobId, index, warnings, generation_seconds: generationSeconds } = picture.record;
      Object.assign(image, { jobId, index, warnings, generationSeconds });
    }
    return this.keep(image, actor, async () => undefined);
  }

  private async newId(msecs: number, key: string | undefined): Promise<string> {
    if (key === undefined) return uuidv7({ msecs });
    const id = uuidv7({ msecs, random: createHash('sha256').update(key).digest() });
    // It was brought in, and deleted for good meanwhile.
    const isTaken = await this.dataSource.getRepository(ImageEntity).existsBy({ id });
    return isTaken ? uuidv7({ msecs }) : id;
  }

  private async keep(image: ImageEntity, actor: string, undo: () => Promise<void>): Promise<ImportOutcome> {
    const name = image.sourceName ?? image.file;
    let kept = false;
    try {
      await this.unitOfWork.run(async (manager) => {
        await this.audit.append(manager, {
          actor,
          action: 'image.imported',
          subjectType: 'image',
          subjectId: image.id,
          data: { sha256: image.sha256, name },
        });
        const other = await this.find(manager, image.sha256);
        if (other !== null) throw new KnownPicture(other.id);
        await addImage(manager, image);
      });
      kept = true;
      return { status: 'imported', name, imageId: image.id };
    } catch (error) {
      if (error instanceof KnownPicture) return { status: 'known', name, imageId: error.imageId };
      throw error;
    } finally {
      if (!kept) await undo();
    }
  }

  private find(manager: EntityManager, sha256: string): Promise<ImageEntity | null> {
    return manager.findOneBy(ImageEntity, { sha256, purgedAt: IsNull() });
  }

  /** Decodes the whole picture: what is cut off or damaged is refused. @returns why it was refused */
  private async check({ data }: PictureFile): Promise<CheckedPicture | string> {
    const { maxFileBytes, maxImportPixels } = this.settings.pictures;
    if (data.length > maxFileBytes) return `It has ${data.length} bytes; at most ${maxFileBytes} are taken`;
    const options = { failOn: 'error', limitInputPixels: maxImportPixels } as const;
    try {
      const { format, width, height } = await sharp(data).metadata();
      if (format !== 'png' && format !== 'jpeg' && format !== 'webp')
        return `It is ${format.toUpperCase()}; PNG, JPEG and WebP are taken`;
      if (width * height > maxImportPixels)
        return `It has ${width} × ${height} pixels; at most ${maxImportPixels} are taken`;
      const thumbnail = await makeThumbnail(sharp(data, options).autoOrient());
      const texts = await readTexts(data);
      const record = parseRecord(texts.get(RECORD_KEYWORD));
      const sha256 = createHash('sha256').update(data).digest('hex');
      return { data, ...FORMATS[format], width, height, thumbnail, texts, record, sha256 };
    } catch {
      return 'It is no picture, or a damaged one';
    }
  }

  private describe(
    id: string,
    picture: CheckedPicture,
    { paths, createdAt, sourceName }: { paths: ImagePaths; createdAt: number; sourceName: string | null },
  ): ImageEntity {
    const { record, texts, data, mediaType, width, height, sha256 } = picture;
    const facts = record ?? factsOf(texts);
    const prompt = facts.parameters['prompt'];
    return {
      id,
      place: 0,
      jobId: null,
      index: null,
      ...paths,
      mediaType,
      width,
      height,
      sizeBytes: data.length,
      sha256,
      seed: facts.seed ?? null,
      model: facts.model ?? '',
      backend: record?.backend ?? null,
      prompt: typeof prompt === 'string' ? withoutNul(prompt) : '',
      parameters: facts.parameters,
      warnings: null,
      sourceName,
      generationSeconds: record?.generation_seconds ?? null,
      favourite: false,
      createdAt,
      deletedAt: null,
      purgedAt: null,
    };
  }
}

interface CheckedPicture extends EncodedPicture {
  readonly texts: ReadonlyMap<string, string>;
  readonly record: PictureRecord | undefined;
  readonly sha256: string;
}

/** Somebody else brought the same picture at the same time. */
class KnownPicture extends Error {
  constructor(readonly imageId: string) {
    super('This picture is there already');
  }
}

function createdAtOf(record: PictureRecord | undefined): number | undefined {
  return record === undefined ? undefined : Date.parse(record.created_at);
}

/** Postgres can't keep a NUL in a text. */
function withoutNul(text: string): string {
  return text.replaceAll('\0', '');
}
