import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Controller, Get, HttpStatus, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import '@fastify/static';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Settings } from '../config/settings.js';
import { ProblemException } from '../errors/problem.exception.js';

const API_PATHS = /^\/(api|media|health)(\/|$)/;

/** Angular's builder puts a hash of the content into these names, so that they never change. */
const HASHED_NAME = /-[\w-]{8}\.(js|css|woff2)$/;

/** Serves the built web app. Unknown paths that a person opens in a browser are the app's own routes. */
@ApiExcludeController()
@Controller()
export class WebAppController {
  constructor(private readonly settings: Settings) {}

  @Get()
  index(@Res() reply: FastifyReply): void {
    this.sendIndex(reply);
  }

  @Get('*')
  file(@Param('*') path: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const url = request.url.split('?', 1)[0] ?? '/';
    if (API_PATHS.test(url)) throw ProblemException.notFound(`There is no ${request.method} ${url}`);
    if (isPlainPath(path) && existsSync(join(this.settings.webPath, path))) {
      const isHashed = HASHED_NAME.test(path);
      void reply.sendFile(path, this.settings.webPath, {
        immutable: isHashed,
        maxAge: isHashed ? '365d' : 0,
      });
    } else if (request.headers.accept?.includes('text/html')) {
      this.sendIndex(reply);
    } else {
      throw ProblemException.notFound(`There is no file ${url}`);
    }
  }

  private sendIndex(reply: FastifyReply): void {
    if (!existsSync(join(this.settings.webPath, 'index.html'))) {
      throw new ProblemException(
        HttpStatus.NOT_FOUND,
        'not-found',
        'The web app is not built (npm run build makes it); the API is at /api/docs',
      );
    }
    void reply.sendFile('index.html', this.settings.webPath, { maxAge: 0 });
  }
}

function isPlainPath(path: string): boolean {
  return path !== '' && !path.split('/').includes('..') && !path.includes('\0');
}
