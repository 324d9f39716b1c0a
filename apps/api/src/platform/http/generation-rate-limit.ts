import { HttpStatus } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Settings } from '../config/settings.js';
import { ProblemException } from '../errors/problem.exception.js';
import { isLoopback } from './is-loopback.js';

const HOUR_MS = 3_600_000;

/** The routes that make pictures, in every protocol. */
const GENERATION_PATHS = new Set([
  '/api/v1/generate',
  '/api/generate',
  '/v1/images/generations',
  '/v1/images/edits',
]);

type LimitedRequest = Pick<FastifyRequest, 'method' | 'url' | 'ip'>;

/**
 * Refuses generations of an address beyond so many within any hour. Reading is free, and so is the machine
 * itself: its owner sits there, and a proxy on it does its own limiting.
 *
 * @param settings as they are at each request
 */
export function createGenerationRateLimit(
  settings: Pick<Settings, 'generationsPerHour'>,
  now: () => number = Date.now,
) {
  const times = new Map<string, number[]>();
  return ({ method, url, ip }: LimitedRequest, reply: Pick<FastifyReply, 'header'>): void => {
    const perHour = settings.generationsPerHour;
    if (perHour === 0 || method !== 'POST' || isLoopback(ip)) return;
    const path = (url.split('?', 1)[0] ?? '').replace(/\/+$/, '');
    if (!GENERATION_PATHS.has(path)) return;
    const since = now() - HOUR_MS;
    // Addresses that ask no more must not pile up.
    for (const [address, asked] of times) if ((asked.at(-1) ?? 0) <= since) times.delete(address);
    const recent = (times.get(ip) ?? []).filter((time) => time > since);
    const [oldest] = recent;
    if (oldest !== undefined && recent.length >= perHour) {
      const seconds = Math.ceil((oldest - since) / 1000);
      void reply.header('Retry-After', String(seconds));
      const detail = `${perHour} generations an hour are open to each address; try again in ${seconds} s`;
      throw new ProblemException(HttpStatus.TOO_MANY_REQUESTS, 'rate-limited', detail);
    }
    times.set(ip, [...recent, now()]);
  };
}
