import { ProblemException } from '../errors/problem.exception.js';

/** The place in a list ordered by creation: the last row that the client has. */
export interface PagePlace {
  readonly createdAt: number;
  readonly id: string;
}

/** Opaque to clients. */
export function encodeCursor({ createdAt, id }: PagePlace): string {
  return Buffer.from(`${createdAt}:${id}`).toString('base64url');
}

/** @throws ProblemException for a text that is no cursor */
export function decodeCursor(cursor: string): PagePlace {
  const match = /^(\d{1,15}):([0-9a-f-]{36})$/.exec(Buffer.from(cursor, 'base64url').toString());
  if (match?.[1] === undefined || match[2] === undefined) {
    const message = 'cursor is not one that this server gave out; leave it away for the first page';
    throw ProblemException.invalid([{ field: 'cursor', code: 'invalid-cursor', message, value: cursor }]);
  }
  return { createdAt: Number(match[1]), id: match[2] };
}
