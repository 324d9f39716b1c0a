import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { HttpStatus, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ImageEntity } from '../gallery/image.entity.js';
import { ImageFiles } from '../gallery/image-files.service.js';
import { chooseVariant } from '../gallery/variants/choose-variant.js';
import { MediaVariants } from '../gallery/variants/media-variants.service.js';
import { readByteRange } from '../platform/http/byte-range.js';
import { IMMUTABLE } from '../platform/http/immutable.js';
import { ProblemException } from '../platform/errors/problem.exception.js';

/** One of the files of a picture. */
interface MediaFile {
  /** Absolute. */
  readonly path: string;
  readonly mediaType: string;
  /** Names the content. */
  readonly key: string;
}

/** Sends the files of pictures. */
@Injectable()
export class ImageReply {
  constructor(
    private readonly files: ImageFiles,
    private readonly variants: MediaVariants,
  ) {}

  /** The file itself, byte for byte. */
  async sendFile(image: ImageEntity, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    await this.send(this.original(image), request, reply);
  }

  /** What the client likes best by its `Accept`: the file, or a smaller copy of it. */
  async sendBest(image: ImageEntity, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    await this.sendNegotiated(this.original(image), request, reply);
  }

  async sendThumbnail(image: ImageEntity, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const path = this.files.absolute(image.thumbnail);
    const thumbnail = { path, mediaType: 'image/webp', key: `${image.sha256}-thumbnail` };
    await this.sendNegotiated(thumbnail, request, reply);
  }

  private original({ file, mediaType, sha256: key }: ImageEntity): MediaFile {
    return { path: this.files.absolute(file), mediaType, key };
  }

  private async sendNegotiated(own: MediaFile, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    void reply.header('Vary', 'Accept');
    const mediaType = chooseVariant(request.headers.accept, own.mediaType);
    if (mediaType === undefined) return this.send(own, request, reply);
    const key = this.variants.key(own, mediaType);
    // Who has it already need not wait until it is made anew.
    if (request.headers['if-none-match'] === etagOf(key)) return this.notModified(key, reply);
    const path = await this.variants.find(own, mediaType);
    await this.send(path === undefined ? own : { path, mediaType, key }, request, reply);
  }

  private async send(
    { path, mediaType, key }: MediaFile,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const etag = etagOf(key);
    if (request.headers['if-none-match'] === etag) return this.notModified(key, reply);
    const sizeBytes = (await stat(path).catch(() => undefined))?.size;
    if (sizeBytes === undefined) {
      void reply.header('Cache-Control', 'no-store');
      throw ProblemException.notFound('The file is not in the folder for pictures any more');
    }
    void reply.headers({ ETag: etag, 'Cache-Control': IMMUTABLE, 'Accept-Ranges': 'bytes' }).type(mediaType);
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
      .send(createReadStream(path, part));
  }

  private notModified(key: string, reply: FastifyReply): void {
    void reply
      .status(HttpStatus.NOT_MODIFIED)
      .headers({ ETag: etagOf(key), 'Cache-Control': IMMUTABLE })
      .send();
  }
}

function etagOf(key: string): string {
  return `"${key}"`;
}
