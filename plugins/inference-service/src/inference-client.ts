import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request, type Dispatcher } from 'undici';
import { BackendError, type EncodedImage, readImageFile, WorkLimit } from '@cyberimage/core';
import { refusedAnswer } from './refused-answer.js';

/** Where the service is. */
export interface ServiceAddress {
  readonly url: string;
  readonly apiKey: string | undefined;
  /** For one picture, to its last byte. */
  readonly timeoutMs: number;
}

const ATTEMPTS = 3;
/** A service that asks for more is left to the host, which has other work meanwhile. */
const LONGEST_WAIT_MS = 60_000;
const LARGEST_ANSWER_BYTES = 128 * 2 ** 20;

/** Talks to the service. */
export class InferenceClient {
  readonly #address: ServiceAddress;
  readonly #host: string;
  /** undici's own limits are per phase; the limit here is for the whole answer. */
  readonly #agent = new Agent({ headersTimeout: 0, bodyTimeout: 0, maxResponseSize: LARGEST_ANSWER_BYTES });
  readonly #life = new AbortController();

  constructor(address: ServiceAddress) {
    this.#address = address;
    this.#host = new URL(address.url).host;
  }

  /**
   * Asks for one picture.
   *
   * @param body JSON
   * @throws BackendError
   */
  async generate(body: string, cancel: AbortSignal): Promise<EncodedImage> {
    const limit = new WorkLimit(cancel, this.#life.signal, this.#address.timeoutMs);
    try {
      limit.signal.throwIfAborted();
      const answer = await this.#postPatiently(body, limit.signal);
      if (answer.statusCode === 200) return readImageFile(await answer.body.bytes());
      const { apiKey } = this.#address;
      const text = await answer.body.text();
      throw refusedAnswer({ status: answer.statusCode, body: text, host: this.#host, apiKey });
    } catch (error) {
      throw limit.reason() ?? this.#toBackendError(error);
    }
  }

  async close(): Promise<void> {
    this.#life.abort();
    await this.#agent.destroy();
  }

  /** Asks again when the service has refused for now and said when to come back. */
  async #postPatiently(body: string, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    for (let attempt = 1; ; attempt++) {
      const answer = await this.#post(body, signal);
      const waitMs = retryAfterMs(answer);
      if (waitMs === undefined || waitMs > LONGEST_WAIT_MS || attempt === ATTEMPTS) return answer;
      await answer.body.dump();
      await sleep(waitMs, undefined, { signal });
    }
  }

  async #post(body: string, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    const { url, apiKey } = this.#address;
    return request(`${url}/inference/images/generations`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'image/*',
        ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
      },
      body,
      signal,
      dispatcher: this.#agent,
    });
  }

  #toBackendError(error: unknown): BackendError {
    if (BackendError.is(error)) return error;
    const { code = 'it broke off' } = error as NodeJS.ErrnoException;
    const message = `the connection to ${this.#host} failed: ${code}`;
    return new BackendError('unavailable', message, { cause: error });
  }
}

function retryAfterMs({ statusCode, headers }: Dispatcher.ResponseData): number | undefined {
  const value = headers['retry-after'];
  if ((statusCode !== 429 && statusCode !== 503) || typeof value !== 'string') return undefined;
  const waitMs = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(waitMs) ? undefined : Math.max(0, waitMs);
}
