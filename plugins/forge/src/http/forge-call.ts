import type { PictureFile } from '../pictures/media-type.js';

/** One call to the server. */
export interface ForgeCall {
  /** Longest time until the whole reply is here, in milliseconds. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Sent as JSON by POST; without it the call is a GET. Bigints are written as integers. */
  readonly body?: unknown;
  /** Whether a POST changes nothing, so that it may be sent twice. Every GET is. */
  readonly isQuestion?: boolean;
  /** Sent form-encoded by POST. */
  readonly form?: Readonly<Record<string, string>>;
  /** Sent as parts called `files` by POST. */
  readonly files?: readonly PictureFile[];
}

/** A whole reply, whatever its status. */
export interface ForgeReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly bytes: Buffer;
}
