import { BackendError } from '@cyberimage/core';
import { Agent, FormData, request, type Dispatcher } from 'undici';
import type { ServerAddress } from '../settings.js';
import { toExactJson } from './exact-json.js';
import type { ForgeCall, ForgeReply } from './forge-call.js';
import { LostConnection, type Loss } from './lost-connection.js';
import { asText } from './read-json.js';
import { serverError } from './server-error.js';

const CONNECT_TIMEOUT_MS = 10_000;
/** A picture of 4096 × 4096 in base64 stays well below. */
const MAX_REPLY_BYTES = 256 * 2 ** 20;

/**
 * Speaks HTTP with one server. A reply to txt2img has not even headers before the picture is done, so
 * undici's own limits on headers and body are off, and each call has a limit of its own.
 */
export class ForgeClient {
  /** Cookies of a Gradio login, sent with every call. */
  cookie: string | undefined;
  readonly #agent: Agent;
  readonly #disposal = new AbortController();

  constructor(readonly address: ServerAddress) {
    this.#agent = new Agent({
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: { timeout: CONNECT_TIMEOUT_MS, rejectUnauthorized: !address.allowSelfSigned },
    });
  }

  /**
   * The JSON of a reply; null where there is none (status 204).
   *
   * @throws LostConnection when no whole reply came
   * @throws BackendError for a status of 400 or more, or `cancelled`
   */
  async json(path: string, call: ForgeCall): Promise<unknown> {
    const reply = await this.send(path, call);
    if (reply.status >= 400) throw serverError(reply, this.address.label);
    const text = reply.bytes.toString();
    try {
      return text === '' ? null : (JSON.parse(text) as unknown);
    } catch (error) {
      const message = `${this.address.label} answers ${path} with something that is no JSON; is it the right address?`;
      throw new BackendError('unavailable', message, { retryable: false, cause: error });
    }
  }

  /**
   * A whole reply of any status.
   *
   * @throws LostConnection when no whole reply came
   * @throws BackendError `cancelled` when the call's signal aborted
   */
  async send(path: string, call: ForgeCall): Promise<ForgeReply> {
    const isQuestion = call.isQuestion ?? isGet(call);
    try {
      return await this.#sendOnce(path, call);
    } catch (error) {
      // A connection that was kept open may belong to a process that is no more.
      if (isQuestion && error instanceof LostConnection && error.loss === 'broken')
        return this.#sendOnce(path, call);
      throw error;
    }
  }

  async #sendOnce(path: string, call: ForgeCall): Promise<ForgeReply> {
    const timeout = AbortSignal.timeout(call.timeoutMs);
    try {
      const response = await this.#request(path, call, timeout);
      const chunks: Buffer[] = [];
      let size = 0;
      for await (const chunk of response.body as AsyncIterable<Buffer>) {
        size += chunk.length;
        if (size > MAX_REPLY_BYTES) throw new Error(`the reply is larger than ${MAX_REPLY_BYTES} bytes`);
        chunks.push(chunk);
      }
      return { status: response.statusCode, headers: response.headers, bytes: Buffer.concat(chunks) };
    } catch (error) {
      throw this.#explain(error, call, timeout);
    }
  }

  /**
   * The chunks of a reply as they come. Ends by an error of {@link send}'s kinds when it breaks off; its
   * time limit counts anew from each chunk.
   */
  async *stream(path: string, call: ForgeCall): AsyncGenerator<Buffer, void> {
    const idle = new AbortController();
    const giveUp = () => idle.abort();
    let timer = setTimeout(giveUp, call.timeoutMs);
    try {
      const response = await this.#request(path, call, idle.signal);
      for await (const chunk of response.body as AsyncIterable<Buffer>) {
        clearTimeout(timer);
        timer = setTimeout(giveUp, call.timeoutMs);
        yield chunk;
      }
    } catch (error) {
      throw this.#explain(error, call, idle.signal);
    } finally {
      clearTimeout(timer);
      idle.abort();
    }
  }

  /** Cuts all connections. */
  async dispose(): Promise<void> {
    this.#disposal.abort();
    if (!this.#agent.destroyed) await this.#agent.destroy();
  }

  #request(path: string, call: ForgeCall, limit: AbortSignal): Promise<Dispatcher.ResponseData> {
    const { signal } = call;
    const { content = null, type } = contentOf(call);
    return request(this.address.baseUrl + path, {
      dispatcher: this.#agent,
      method: isGet(call) ? 'GET' : 'POST',
      headers: {
        'accept-encoding': 'identity',
        ...(type === undefined ? {} : { 'content-type': type }),
        ...this.#credentials(),
      },
      body: content,
      signal: AbortSignal.any([limit, this.#disposal.signal, ...(signal === undefined ? [] : [signal])]),
    });
  }

  #credentials(): Record<string, string> {
    const { username, password = '' } = this.address;
    const basic = Buffer.from(`${username}:${password}`).toString('base64');
    return {
      ...(username === undefined ? {} : { authorization: `Basic ${basic}` }),
      ...(this.cookie === undefined ? {} : { cookie: this.cookie }),
    };
  }

  #explain(error: unknown, call: ForgeCall, limit: AbortSignal): BackendError {
    if (BackendError.is(error)) return error;
    const { label } = this.address;
    if (this.#disposal.signal.aborted) {
      return new BackendError('unavailable', 'the backend was disposed', { retryable: false });
    }
    if (call.signal?.aborted === true) return new BackendError('cancelled', 'the request was cancelled');
    if (limit.aborted) {
      const message = `${label} did not answer within ${call.timeoutMs / 1000} s`;
      return new LostConnection('timeout', message, error);
    }
    const loss = lossOf(error);
    const message =
      loss === 'refused' ? `${label} cannot be reached` : `the connection to ${label} broke off`;
    return new LostConnection(loss, `${message} (${codeOf(error)})`, error);
  }
}

function isGet({ body, form, files }: ForgeCall): boolean {
  return body === undefined && form === undefined && files === undefined;
}

/** undici tells the type of a form with files itself. */
function contentOf({ body, form, files }: ForgeCall): { content?: string | FormData; type?: string } {
  if (files !== undefined) {
    const parts = new FormData();
    for (const { mediaType, data } of files) {
      const blob = new Blob([new Uint8Array(data)], { type: mediaType });
      parts.append('files', blob, `picture.${mediaType.replace('image/', '')}`);
    }
    return { content: parts };
  }
  if (form !== undefined) {
    return { content: new URLSearchParams(form).toString(), type: 'application/x-www-form-urlencoded' };
  }
  return body === undefined ? {} : { content: toExactJson(body), type: 'application/json' };
}

const codeOf = (error: unknown): string => asText((error as { code?: unknown }).code) ?? 'unknown error';

function lossOf(error: unknown): Loss {
  const unreachable =
    /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|CERT/;
  return unreachable.test(codeOf(error)) ? 'refused' : 'broken';
}
