import { BackendError } from '@cyberimage/core';
import type { HubSettings } from './hub-settings.js';
import type { ModelPlace } from './model-place.js';

/** Too many requests, and whatever goes wrong on the hub's side, may go better later. */
const TOO_MANY_REQUESTS = 429;
const FIRST_SERVER_ERROR = 500;

/**
 * The error for an answer of the hub that is not a success: what happened, and what to do about it.
 *
 * @returns `model-missing`; `unavailable`, worth a retry, where the hub is at fault
 */
export function refusedByHub(
  response: Response,
  place: ModelPlace,
  { endpoint, token }: HubSettings,
): BackendError {
  const { status, headers } = response;
  const { repo, revision } = place;
  const reason = headers.get('x-error-code');
  const page = `${endpoint}/${repo}`;
  if (status === TOO_MANY_REQUESTS || status >= FIRST_SERVER_ERROR) {
    return new BackendError('unavailable', `${endpoint} answered ${status} for ${repo}; try again later`);
  }
  const missing = (message: string) => new BackendError('model-missing', `${repo}: ${message}`);
  if (status === 403 || reason === 'GatedRepo') {
    const login = token === undefined ? ' and set HF_TOKEN to a token of that account' : '';
    return missing(`access is restricted (${status}); accept its licence at ${page}${login}`);
  }
  if (status === 401) {
    return token === undefined
      ? missing('there is no such public repository (401); check its name, or set HF_TOKEN if it is private')
      : missing(`the token in HF_TOKEN does not open it (401); check the name and the token's permissions`);
  }
  if (status === 404) {
    return reason === 'RevisionNotFound'
      ? missing(`there is no revision "${revision}" (404); see ${page}/tree/main`)
      : missing(`not found on ${endpoint} (404); check the name`);
  }
  return missing(`${endpoint} answered ${status}`);
}

/** The error for a request that got no answer. Worth a retry. */
export function unreachableHub(error: unknown, { endpoint }: HubSettings): BackendError {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const detail = cause instanceof Error ? cause.message : String(cause);
  const message = `${endpoint} cannot be reached (${detail}); check the network, or put the files in place by hand`;
  return new BackendError('unavailable', message, { cause: error });
}

/** The host's refusal of a connection, with what to do where a mirror keeps its files elsewhere. Not worth a retry. */
export function closedToPlugin(refusal: BackendError): BackendError {
  const message = `${refusal.message}. If HF_ENDPOINT keeps its files there, set HF_STORAGE_ENDPOINT to that address`;
  return new BackendError('unavailable', message, { retryable: false, cause: refusal });
}
