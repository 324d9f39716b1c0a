import { HttpStatus, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ImageEntity } from '../gallery/image.entity.js';
import { ImageFiles } from '../gallery/image-files.service.js';
import { readByteRange } from '../platform/http/byte-range.js';
import { IMMUTABLE } from '../platform/http/immutable.js';
import { ProblemException } from '../platform/errors/problem.exception.js';

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
    const sizeBytes = await this.files.size(path);
    if (sizeBytes === undefined) {
      void reply.removeHeader('ETag').header('Cache-Control', 'no-store');
      throw ProblemException.notFound(`The file ${path} is not in the folder for pictures any more`);
    }
    void reply.type(mediaType).header('Accept-Ranges', 'bytes');
    const { range, 'if-range': ifRange } = request.headers;
    const part = ifRange === undefined || ifRange === etag ? readByteRange(range, sizeBytes) : undefined;
    if (part === 'unsatisfiable') {
      void reply
        .status(HttpStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
        .header('Content-Range', `bytes */${sizeBytes}`)
        .send();
      return;
    }
    if (part !== undefined) {
      void reply
        .status(HttpStatus.PARTIAL_CONTENT)
        .header('Content-Range', `bytes ${part.start}-${part.end}/${sizeBytes}`);
    }
    void reply
      .header('Content-Length', part === undefined ? sizeBytes : part.end - part.start + 1)
      .send(this.files.open(path, part));
  }
}
