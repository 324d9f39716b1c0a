import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import { UnitOfWork } from '../platform/database/unit-of-work.service.js';
import { GalleryService } from './gallery.service.js';
import type { ImageEntity } from './image.entity.js';
import { ImageFiles } from './image-files.service.js';
import { zipArchive, type ZipEntry } from './zip-archive.js';

/** Pictures that are looked up, and put on record, at once. */
const PIECE = 200;
const KEPT_MS = 10 * 60_000;
/** The oldest one makes room for the next. */
const MOST_KEPT = 8;

interface Prepared {
  readonly ids: readonly string[];
  readonly expiresAt: number;
}

/** Pictures as one file, read while it is sent: as many as there are. */
@Injectable()
export class ImageArchives {
  private readonly prepared = new Map<string, Prepared>();

  constructor(
    private readonly gallery: GalleryService,
    private readonly files: ImageFiles,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditService,
  ) {}

  /** Keeps the ids for a while: a browser can only save what it fetches by an address. */
  prepare(ids: readonly string[]): { id: string; expiresAt: number } {
    const id = randomUUID();
    const expiresAt = Date.now() + KEPT_MS;
    this.prepared.set(id, { ids, expiresAt });
    const [oldest] = this.prepared.keys();
    if (oldest !== undefined && this.prepared.size > MOST_KEPT) this.prepared.delete(oldest);
    return { id, expiresAt };
  }

  /** Undefined for one that was never prepared, or too long ago. */
  idsOf(id: string): readonly string[] | undefined {
    const { ids, expiresAt } = this.prepared.get(id) ?? { expiresAt: 0 };
    if (expiresAt > Date.now()) return ids;
    this.prepared.delete(id);
    return undefined;
  }

  /** Whether any of the pictures is there. */
  async hasAny(ids: readonly string[]): Promise<boolean> {
    for await (const images of this.pieces(ids)) if (images.length > 0) return true;
    return false;
  }

  /** Pictures that are not there, or whose file is gone, are left out. */
  stream(ids: readonly string[], actor: string): Readable {
    return Readable.from(zipArchive(this.entries(ids, actor)));
  }

  private async *entries(ids: readonly string[], actor: string): AsyncIterable<ZipEntry> {
    for await (const images of this.pieces(ids)) {
      await this.record(images, actor);
      for (const image of images) {
        const data = await this.files.read(image.file);
        const name = image.file.split('/').at(-1) ?? image.id;
        if (data !== undefined) yield { name, data, modifiedAt: new Date(image.createdAt) };
      }
    }
  }

  private async *pieces(ids: readonly string[]): AsyncIterable<readonly ImageEntity[]> {
    const different = [...new Set(ids)];
    for (let from = 0; from < different.length; from += PIECE) {
      const images = await this.gallery.findMany(different.slice(from, from + PIECE));
      yield images.filter(({ deletedAt }) => deletedAt === null);
    }
  }

  private async record(images: readonly ImageEntity[], actor: string): Promise<void> {
    await this.unitOfWork.run(async (manager) => {
      for (const { id } of images) {
        const entry = { actor, action: 'image.downloaded', subjectType: 'image', subjectId: id } as const;
        await this.audit.append(manager, entry);
      }
    });
  }
}
