import { HttpStatus } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Settings } from '../config/settings.js';
import { ProblemException } from '../errors/problem.exception.js';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
const LOOPBACK_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Refuses what a page of another site could make a browser send: requests that change something from a
 * foreign origin (forms need no CORS preflight), and, while the server listens on loopback only, requests
 * to a foreign host name (DNS rebinding).
 */
export function createSameOriginGuard(settings: Pick<Settings, 'host' | 'allowedHosts' | 'corsOrigins'>) {
  return (request: Pick<FastifyRequest, 'method' | 'headers'>): void => {
    const host = request.headers.host ?? '';
    if (!isHostAllowed(host, settings)) {
      throw forbidden(`The host "${host}" is not served here; add it to ALLOWED_HOSTS if it should be`);
    }
    const { origin } = request.headers;
    if (SAFE_METHODS.has(request.method) || origin === undefined) return;
    const isSameOrigin = URL.canParse(origin) && new URL(origin).host === host;
    if (!isSameOrigin && !settings.corsOrigins.includes(origin)) {
      throw forbidden(`Pages of ${origin} may not change anything here; CORS_ORIGINS names those that may`);
    }
  };
}

function isHostAllowed(
  host: string,
  { host: boundTo, allowedHosts }: Pick<Settings, 'host' | 'allowedHosts'>,
): boolean {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  if (allowedHosts.includes('*') || allowedHosts.includes(name) || LOOPBACK_HOSTS.has(name)) return true;
  return !LOOPBACK_HOSTS.has(boundTo) && boundTo !== '::1';
}

function forbidden(detail: string): ProblemException {
  return new ProblemException(HttpStatus.FORBIDDEN, 'forbidden', detail);
}
