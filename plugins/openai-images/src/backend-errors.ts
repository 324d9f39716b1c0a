import { APIConnectionError, APIError } from 'openai';
import { BackendError } from '@cyberimage/core';

/** Whom an error tells of. */
export interface ErrorSource {
  /** The server's name and port. */
  readonly host: string;
  /** Taken out of every message: servers quote the key that they refuse. */
  readonly apiKey: string | undefined;
}

/** Maps whatever the OpenAI client threw to the contract's closed list. */
export function toBackendError(error: unknown, source: ErrorSource): BackendError {
  if (BackendError.is(error)) return error;
  if (error instanceof APIError && !(error instanceof APIConnectionError)) return fromAnswer(error, source);
  if (error instanceof SyntaxError) {
    return new BackendError('internal', `${source.host} answered with something that is not JSON`);
  }
  const reason = connectionFault(error) ?? (error instanceof APIConnectionError ? 'it broke off' : undefined);
  if (reason === undefined) {
    const message = `${source.host} gave an answer that is not of the images protocol`;
    return new BackendError('internal', message, { cause: error });
  }
  return new BackendError('unavailable', `the connection to ${source.host} failed: ${reason}`, {
    cause: error,
  });
}

function fromAnswer(error: APIError, { host, apiKey }: ErrorSource): BackendError {
  const said = apiKey === undefined ? error.message : error.message.replaceAll(apiKey, '[key]');
  const { status } = error;
  const fail = (code: BackendError['code'], what: string, retryable = false): BackendError =>
    new BackendError(code, `${host} ${what}: ${said}`, {
      retryable,
      ...(typeof error.param === 'string' ? { field: error.param } : {}),
    });

  if (status === undefined) {
    const refused = /invalid_request|user_error|policy|moderation/.test(`${error.type} ${error.code}`);
    return refused ? fail('invalid-request', 'refuses the request') : fail('unavailable', 'gave up', true);
  }
  if (/out of memory|not enough memory/i.test(said) || status === 507) {
    return fail('out-of-memory', 'has not enough memory');
  }
  if (status === 401 || status === 403) return fail('unavailable', 'refuses the API key');
  if (status === 404) {
    return error.code === 'model_not_found' || /\bmodel\b/i.test(said)
      ? fail('model-missing', 'does not have the model')
      : fail('unavailable', 'has no images endpoint at this address (does it end with /v1?)');
  }
  if (status === 429 && error.code === 'insufficient_quota') return fail('unavailable', 'wants to be paid');
  if (status === 429) return fail('unavailable', 'takes no more requests now', true);
  if (status === 408 || status >= 500) return fail('unavailable', 'failed', true);
  if (status >= 400) return fail('invalid-request', 'refuses the request');
  return fail('unavailable', 'redirects; the address in the settings should be the final one');
}

/** The code of the system's error at the end of the chain of causes: ECONNREFUSED, ECONNRESET. */
function connectionFault(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    const { code } = at as NodeJS.ErrnoException;
    if (typeof code === 'string' && !code.startsWith('ERR_')) return code;
  }
  return undefined;
}
