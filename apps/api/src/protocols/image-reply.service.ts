import { HttpStatus, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ImageEntity } from '../gallery/image.entity.js';
import { ImageFiles } from '../gallery/image-files.service.js';
import { ProblemException } from '../platform/errors/problem.exception.js';

/** A picture never changes under its id; `private` because it may not be for everyone behind a proxy. */
const IMMUTABLE = 'private, max-age=31536000, immutable';

/** Sends the files of pictures. */
@Injectable()
export class ImageReply {
  constructor(private readonly files: ImageFiles) {}

  async sendFile(image: ImageEntity, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    await this.send(image.file, image.mediaType, `"${image.sha256}"`, request, reply);
  }

  async sendThumbnail(image: ImageEntity, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    await this.send(image.thumbnail, 'image/webp', `"${image.sha256}-thumbnail"`, request, reply);
  }

  private async send(
    path: string,
    mediaType: string,
    etag: string,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    void reply.headers({ ETag: etag, 'Cache-Control': IMMUTABLE });
    if (request.headers['if-none-match'] === etag) {
      void reply.status(HttpStatus.NOT_MODIFIED).send();
      return;
    }
    const file = await this.files.open(path);
    if (file === undefined) {
      void reply.removeHeader('ETag').header('Cache-Control', 'no-store');
      throw ProblemException.notFound(`The file ${path} is not in the folder for pictures any more`);
    }
    void reply.type(mediaType).header('Content-Length', file.sizeBytes).send(file.stream);
  }
}
