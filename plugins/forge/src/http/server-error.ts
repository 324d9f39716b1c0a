import { BackendError } from '@cyberimage/core';
import type { ForgeReply } from './forge-call.js';
import { asRecord, asText } from './read-json.js';

const MESSAGE_LENGTH = 300;

/**
 * What an error reply means. The shapes: FastAPI's `detail` as a text or as a list of validation errors;
 * A1111's `{error, detail, body, errors}`; Forge's `{error, detail, body, message}`; a proxy's HTML.
 *
 * @param reply a reply with a status of 400 or more
 * @param label the server, for people
 */
export function serverError(reply: ForgeReply, label: string): BackendError {
  const { status } = reply;
  const body = readBody(reply);
  if (status === 401 || status === 403) {
    const message = `${label} does not accept the user name and password; check them in the server’s settings`;
    return new BackendError('unavailable', message, { retryable: false });
  }
  if (status === 429 || (status > 500 && status < 600)) {
    return new BackendError('unavailable', `${label} answers with HTTP ${status}`);
  }
  const text = errorText(body) || `HTTP ${status}`;
  if (status === 500) return generationError(asText(body['error']) ?? '', text, label);
  if (status === 404 && /^(not found|http 404)$/i.test(text)) {
    const message = `${label} has no such route; was it started with --api?`;
    return new BackendError('unavailable', message, { retryable: false });
  }
  const field = fieldOf(body['detail']);
  const message = `${label} refuses the request: ${text}`;
  return new BackendError('invalid-request', message, field === undefined ? {} : { field });
}

/**
 * What an exception inside the server's generation means.
 *
 * @param type the Python class, such as `OutOfMemoryError`
 * @param text its message
 */
export function generationError(type: string, text: string, label: string): BackendError {
  const what = `${label}: ${type === '' ? '' : `${type}: `}${text}`.slice(0, MESSAGE_LENGTH);
  if (/OutOfMemory/.test(type) || /out of memory/i.test(text)) {
    return new BackendError('out-of-memory', `${what}. A smaller picture may fit.`);
  }
  if (/do not have any model|could not find checkpoint|model '.*' not found/i.test(text)) {
    return new BackendError('model-missing', what);
  }
  if (/could not find upscaler/i.test(text)) {
    return new BackendError('invalid-request', what, { field: 'hr_upscaler' });
  }
  return new BackendError('internal', what);
}

function readBody(reply: ForgeReply): Readonly<Record<string, unknown>> {
  try {
    return asRecord(JSON.parse(reply.bytes.toString()));
  } catch {
    return {};
  }
}

function errorText({ detail, message, errors, error }: Readonly<Record<string, unknown>>): string {
  const list = Array.isArray(detail)
    ? detail.map((item) => `${fieldOf([item]) ?? 'body'}: ${asText(asRecord(item)['msg']) ?? ''}`).join('; ')
    : undefined;
  const texts = [list, detail, message, errors, error].map(asText);
  return texts.find((text) => text !== undefined && text !== '')?.slice(0, MESSAGE_LENGTH) ?? '';
}

function fieldOf(detail: unknown): string | undefined {
  if (!Array.isArray(detail)) return undefined;
  const location = asRecord(detail[0])['loc'];
  return Array.isArray(location) ? asText(location[1]) : undefined;
}
