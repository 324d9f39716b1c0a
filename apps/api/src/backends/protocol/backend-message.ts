import { z } from 'zod';
import { BACKEND_ERROR_CODES } from '@cyberimage/core';

const call = z.int().nonnegative();

const serialisedErrorSchema = z.strictObject({
  code: z.enum(BACKEND_ERROR_CODES),
  message: z.string(),
  retryable: z.boolean(),
  field: z.string().optional(),
  /** Text of the cause, with its stack. */
  cause: z.string().optional(),
});

/**
 * What a backend's process sends to the host. A plugin's code can write to the same channel, so nothing
 * here is trusted before it went through this schema.
 */
export const backendMessageSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('result'), call, value: z.unknown() }),
  z.strictObject({ kind: z.literal('failure'), call, error: serialisedErrorSchema }),
  z.strictObject({ kind: z.literal('event'), call, event: z.unknown() }),
  z.strictObject({
    kind: z.literal('log'),
    /** The call that it tells of; absent for what the backend does by itself. */
    call: call.optional(),
    level: z.enum(['debug', 'info', 'warn', 'error']),
    message: z.string(),
    data: z.record(z.string(), z.unknown()).optional(),
  }),
  /** An error that nobody caught; the process ends after it. */
  z.strictObject({ kind: z.literal('fatal'), error: serialisedErrorSchema }),
]);

/** A message of a backend's process. */
export type BackendMessage = z.infer<typeof backendMessageSchema>;

/** A BackendError as it crosses the process boundary. */
export type SerialisedError = z.infer<typeof serialisedErrorSchema>;
