import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path/posix';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AuditService } from '../../audit/audit.service.js';
import { Settings } from '../../platform/config/settings.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.service.js';
import { ImageEntity } from '../image.entity.js';
import { ImageFiles } from '../image-files.service.js';
import { PictureImporter } from './picture-importer.service.js';
import { walkPictures } from './walk-pictures.js';

const THUMBNAILS = 'thumbnails/';
const DATED_FOLDER = /^(\d{4})\/(\d{2})\/(\d{2})\//;

/** What a rebuild found. */
export interface RebuildResult {
  imported: number;
  known: number;
  refused: number;
}

/**
 * Puts the pictures of the folder for pictures on record again, from what the files themselves say. Pictures
 * that are on record already stay as they are, so that it may run at any time, and again.
 */
@Injectable()
export class GalleryRebuild {
  constructor(
    private readonly dataSource: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditService,
    private readonly files: ImageFiles,
    private readonly importer: PictureImporter,
    private readonly settings: Settings,
  ) {}

  /** @param onFile told of each file and what became of it */
  async run(
    actor: string,
    onFile: (file: string, result: Readonly<RebuildResult>, reason?: string) => void,
  ): Promise<RebuildResult> {
    const result: RebuildResult = { imported: 0, known: 0, refused: 0 };
    for await (const file of walkPictures(this.settings.mediaRoot)) {
      if (file.startsWith(THUMBNAILS)) continue;
      if (await this.isOnRecord(file)) {
        result.known += 1;
        onFile(file, result);
        continue;
      }
      const data = await readFile(this.files.absolute(file));
      const outcome = await this.importer.adopt(data, { file, createdAt: await this.dateOf(file) }, actor);
      result[outcome.status] += 1;
      onFile(file, result, outcome.status === 'refused' ? outcome.reason : undefined);
    }
    await this.unitOfWork.run((manager) =>
      this.audit.append(manager, {
        actor,
        action: 'gallery.rebuilt',
        subjectType: 'gallery',
        subjectId: 'rebuild',
        data: { ...result },
      }),
    );
    return result;
  }

  /** Files are named by their picture's id. */
  private isOnRecord(file: string): Promise<boolean> {
    const id = basename(file).replace(/\.\w+$/, '');
    return this.dataSource.getRepository(ImageEntity).existsBy({ id, file });
  }

  private async dateOf(file: string): Promise<number> {
    const { mtimeMs } = await stat(this.files.absolute(file));
    const [, year, month, day] = DATED_FOLDER.exec(file) ?? [];
    const folder = Date.parse(`${year}-${month}-${day}T12:00:00Z`);
    return Number.isNaN(folder) ? Math.floor(mtimeMs) : folder;
  }
}
