import { BackendError } from '@cyberimage/core';

/** An answer that is no picture. */
export interface RefusedAnswer {
  readonly status: number;
  readonly body: string;
  /** The server's name and port. */
  readonly host: string;
  /** Taken out of the message: services quote the key that they refuse. */
  readonly apiKey: string | undefined;
}

const LONGEST_QUOTE = 500;

/** Maps an answer's status and words to the contract's closed list. */
export function refusedAnswer({ status, body, host, apiKey }: RefusedAnswer): BackendError {
  const words = messageIn(body);
  const said = (apiKey === undefined ? words : words.replaceAll(apiKey, '[key]')).slice(0, LONGEST_QUOTE);
  const fail = (code: BackendError['code'], what: string, retryable = false): BackendError =>
    new BackendError(code, `${host} ${what}: ${status} ${said}`.trimEnd(), { retryable });

  if (status === 507 || /out of memory|not enough memory/i.test(said)) {
    return fail('out-of-memory', 'has not enough memory');
  }
  if (status === 401 || status === 403) return fail('unavailable', 'refuses the API key');
  if (status === 404) {
    return /\bmodel\b/i.test(said)
      ? fail('model-missing', 'does not have the model')
      : fail('unavailable', 'has no /inference/images/generations at this address');
  }
  if (status === 429) return fail('unavailable', 'takes no more requests now', true);
  if (status === 408 || status >= 500) return fail('unavailable', 'failed', true);
  if (status >= 400) return fail('invalid-request', 'refuses the request');
  return fail('unavailable', 'redirects; the address in the settings should be the final one');
}

/** The message in an error answer; the whole text where it is in none of the usual shapes. */
function messageIn(body: string): string {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return body.trim();
  }
  for (const key of ['error', 'detail', 'message']) {
    const inner = (value as Record<string, unknown> | null)?.[key];
    if (inner !== undefined && inner !== null) value = inner;
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}
