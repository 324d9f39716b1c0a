import { Readable } from 'node:stream';
import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { AuditService } from '../../audit/audit.service.js';
import { GalleryService } from '../../gallery/gallery.service.js';
import type { ImageEntity } from '../../gallery/image.entity.js';
import { ImageFiles } from '../../gallery/image-files.service.js';
import { MAX_ZIP_BYTES, zipArchive, type ZipEntry } from '../../gallery/zip-archive.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.service.js';
import { ProblemException } from '../../platform/errors/problem.exception.js';
import { ApiProblem } from '../api-problem.decorator.js';
import { ClientActor } from '../client-actor.js';
import { downloadQuerySchema } from './schemas/image.schema.js';

/** Many pictures in one file. */
@ApiTags('gallery')
@Controller('api/v1/gallery/download')
export class ImageDownloadController {
  constructor(
    private readonly gallery: GalleryService,
    private readonly files: ImageFiles,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditService,
  ) {}

  /** A ZIP archive; pictures whose file is gone are left out. */
  @Get()
  @ApiOkResponse({
    description: 'The archive',
    content: { 'application/zip': { schema: { type: 'string', format: 'binary' } } },
  })
  @ApiProblem({ 404: 'None of the pictures is there', 422: 'A query parameter is wrong' })
  async download(
    @Query({ schema: downloadQuerySchema }) { ids }: z.infer<typeof downloadQuerySchema>,
    @ClientActor() actor: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const images = (await this.gallery.findMany(ids)).filter(({ deletedAt }) => deletedAt === null);
    if (images.length === 0) throw ProblemException.notFound('None of these pictures is there');
    const bytes = images.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    if (bytes > MAX_ZIP_BYTES) {
      const message = `ids: the pictures have ${bytes} bytes; at most ${MAX_ZIP_BYTES} fit into an archive`;
      throw ProblemException.invalid([{ field: 'ids', code: 'too-large', message }]);
    }
    await this.record(images, actor);
    void reply
      .type('application/zip')
      .headers({
        'Content-Disposition': 'attachment; filename="cyberimage.zip"',
        'Cache-Control': 'no-store',
      })
      .send(Readable.from(zipArchive(this.entries(images))));
  }

  private async *entries(images: readonly ImageEntity[]): AsyncIterable<ZipEntry> {
    for (const image of images) {
      const data = await this.files.read(image.file);
      const name = image.file.split('/').at(-1) ?? image.id;
      if (data !== undefined) yield { name, data, modifiedAt: new Date(image.createdAt) };
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
