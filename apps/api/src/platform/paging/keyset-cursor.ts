import { z } from 'zod';
import { ProblemException } from '../errors/problem.exception.js';

/** The last row that a client has of a list ordered by any value, then by its place. */
export interface KeysetPlace {
  readonly value: string | number;
  readonly place: number;
}

const placeSchema = z.tuple([z.string(), z.union([z.string(), z.number()]), z.number()]);

/** Opaque to clients. @param order names the order: a place in one order says nothing in another */
export function encodeKeyset(order: string, { value, place }: KeysetPlace): string {
  return Buffer.from(JSON.stringify([order, value, place])).toString('base64url');
}

/** @throws ProblemException for a text that is no cursor of this order */
export function decodeKeyset(order: string, cursor: string): KeysetPlace {
  const place = placeSchema.safeParse(parse(Buffer.from(cursor, 'base64url').toString())).data;
  if (place === undefined || place[0] !== order) {
    const message =
      'cursor is not one that this server gave out for this order; leave it away for the first page';
    throw ProblemException.invalid([{ field: 'cursor', code: 'invalid-cursor', message, value: cursor }]);
  }
  return { value: place[1], place: place[2] };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
