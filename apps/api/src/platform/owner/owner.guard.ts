import { HttpStatus, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ProblemException } from '../errors/problem.exception.js';
import { OwnerKey } from './owner-key.service.js';

/** The cookie of a browser whose owner has shown the key. */
export const OWNER_COOKIE = 'cyberimage_owner';

/** Lets in who has shown the owner's key: as `Authorization: Bearer KEY`, or before and now by a cookie. */
@Injectable()
export class OwnerGuard implements CanActivate {
  constructor(private readonly key: OwnerKey) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (await this.isOwner(context.switchToHttp().getRequest<FastifyRequest>())) return true;
    throw notShown(`Only the owner may do this. Their key is in ${this.key.path}: send it as bearer token`);
  }

  async isOwner({ headers }: Pick<FastifyRequest, 'headers'>): Promise<boolean> {
    const [, bearer] = /^Bearer +(.+)$/i.exec(headers.authorization ?? '') ?? [];
    if (bearer !== undefined) return this.key.isKey(bearer);
    const [, session] = new RegExp(`(?:^|;\\s*)${OWNER_COOKIE}=([^;]+)`).exec(headers.cookie ?? '') ?? [];
    return session !== undefined && this.key.isSession(session);
  }
}

/** 401: the owner's key was not shown, or a wrong one. */
export function notShown(detail: string): ProblemException {
  return new ProblemException(HttpStatus.UNAUTHORIZED, 'owner-only', detail);
}
