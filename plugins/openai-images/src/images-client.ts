import OpenAI, { APIError } from 'openai';
import { Stream } from 'openai/core/streaming';
import type {
  ImageEditParams,
  ImageEditStreamEvent,
  ImageGenerateParams,
  ImageGenStreamEvent,
  ImagesResponse,
} from 'openai/resources/images';
import {
  BackendError,
  type BackendLog,
  type EncodedImage,
  type JsonObject,
  readImageFile,
  WorkLimit,
} from '@cyberimage/core';
import { toBackendError, type ErrorSource } from './backend-errors.js';
import { httpFetch } from './http-fetch.js';
import { callPatiently } from './retry-after.js';
import type { ImagesSettings } from './settings.js';

/** A picture as the server sent it: the state so far, or finished. */
export interface ReceivedImage {
  readonly partial: boolean;
  readonly content: EncodedImage;
  /** What the server says about it. */
  readonly metadata: JsonObject;
}

/** A request of the protocol, as far as it does not stream; with a picture it is an edit. */
export type ImagesRequest = ImageGenerateParams & { readonly model: string; readonly image?: EncodedImage };

/** What a server without the route answers, and one that has it only for others. */
const WITHOUT_ROUTE = [404, 405, 501];

/** The host ends a backend that does not list its models within 15 s. */
const LIST_TIMEOUT_MS = 10_000;

/** What the server says about a picture beside its bytes, where it does. */
const METADATA_FIELDS = ['revised_prompt', 'size', 'quality', 'background', 'output_format'] as const;

/** Talks to the endpoint. Every method throws BackendErrors only. */
export class ImagesClient {
  readonly #client: OpenAI;
  readonly #url: string;
  readonly #settings: ImagesSettings;
  readonly #log: BackendLog;
  readonly #source: ErrorSource;
  readonly #life = new AbortController();
  /** Models for which the server would not stream. */
  readonly #notStreamed = new Set<string>();
  #hasEdits: boolean | undefined;

  constructor(url: string, settings: ImagesSettings, log: BackendLog) {
    this.#url = url;
    this.#settings = settings;
    this.#log = log;
    this.#source = { host: new URL(url).host, apiKey: settings.apiKey };
    this.#client = new OpenAI({
      baseURL: url,
      // The client insists on a key; servers without one ignore it.
      apiKey: settings.apiKey ?? 'none',
      adminAPIKey: null,
      organization: null,
      project: null,
      timeout: settings.timeoutMs,
      maxRetries: 0,
      logLevel: 'off',
      fetch: httpFetch,
    });
  }

  /** Whether `model` is asked for with previews, one picture at a time: a stream does not number pictures. */
  streams(model: string): boolean {
    return this.#settings.partialImages > 0 && !this.#notStreamed.has(model);
  }

  /** The server's own list of models, of every kind. */
  async modelIds(): Promise<string[]> {
    const never = new AbortController().signal;
    const limit = this.#limit(never, Math.min(LIST_TIMEOUT_MS, this.#settings.timeoutMs));
    try {
      const ids: string[] = [];
      for await (const { id } of this.#client.models.list({ signal: limit.signal })) ids.push(id);
      return ids;
    } catch (error) {
      throw limit.reason() ?? toBackendError(error, this.#source);
    }
  }

  /** Whether the server has a route for edits. An empty form costs nothing and is refused where there is one. */
  async offersEdits(): Promise<boolean> {
    if (this.#hasEdits !== undefined) return this.#hasEdits;
    const { apiKey } = this.#settings;
    const limit = this.#limit(new AbortController().signal, LIST_TIMEOUT_MS);
    try {
      const { status, body } = await httpFetch(`${this.#url}/images/edits`, {
        method: 'POST',
        body: new FormData(),
        headers: apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` },
        signal: limit.signal,
      });
      await body?.cancel();
      if (status >= 400 && status < 500 && ![401, 403, 429].includes(status))
        this.#hasEdits = !WITHOUT_ROUTE.includes(status);
      return this.#hasEdits ?? false;
    } catch {
      // The list of models tells what is wrong.
      return false;
    }
  }

  /**
   * The pictures of one request, each after its partial ones.
   *
   * @param stream whether to ask for a stream, where `streams` says that there may be one
   */
  async *generate(body: ImagesRequest, stream: boolean, cancel: AbortSignal): AsyncGenerator<ReceivedImage> {
    const limit = this.#limit(cancel, this.#settings.timeoutMs);
    try {
      const response = await this.#post(body, stream, limit.signal);
      const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
      if (isStream) {
        yield* this.#readStream(response);
      } else {
        if (stream) this.#notStreamed.add(body.model);
        yield* this.#readAnswer((await response.json()) as ImagesResponse, limit.signal);
      }
    } catch (error) {
      throw limit.reason() ?? toBackendError(error, this.#source);
    }
  }

  close(): void {
    this.#life.abort();
  }

  #limit(cancel: AbortSignal, timeoutMs: number): WorkLimit {
    const limit = new WorkLimit(cancel, this.#life.signal, timeoutMs);
    const reason = limit.reason();
    if (reason !== undefined) throw reason;
    return limit;
  }

  async #post(body: ImagesRequest, stream: boolean, signal: AbortSignal): Promise<Response> {
    const send = async ({
      image,
      ...sent
    }: ImageGenerateParams & { image?: EncodedImage }): Promise<Response> =>
      callPatiently(async () => {
        if (image === undefined) return this.#client.images.generate(sent, { signal }).asResponse();
        const edit = { ...sent, image: toFile(image) } as ImageEditParams;
        return this.#client.images.edit(edit, { signal }).asResponse();
      }, signal);
    if (!stream) return send(body);
    try {
      return await send({ ...body, stream: true, partial_images: this.#settings.partialImages });
    } catch (error) {
      if (!mayRefuseStreaming(error)) throw error;
      const response = await send(body);
      this.#log('info', 'the server makes pictures but does not stream them', { model: body.model });
      return response;
    }
  }

  async *#readStream(response: Response): AsyncGenerator<ReceivedImage> {
    const controller = new AbortController();
    let finished = false;
    const events = Stream.fromSSEResponse<ImageGenStreamEvent | ImageEditStreamEvent>(response, controller);
    for await (const event of events) {
      const [, part] = /^image_(?:generation|edit)\.(partial_image|completed)$/.exec(event.type) ?? [];
      if (part === undefined) continue;
      const partial = part === 'partial_image';
      finished ||= !partial;
      const content = readImageFile(Buffer.from(event.b64_json, 'base64'));
      yield { partial, content, metadata: metadataOf(event) };
    }
    // The client ends its loop quietly on an abort, too; the caller knows of that.
    if (!finished) throw new BackendError('unavailable', 'the server ended its stream before the picture');
  }

  async *#readAnswer(answer: ImagesResponse, signal: AbortSignal): AsyncGenerator<ReceivedImage> {
    const images = answer.data ?? [];
    if (images.length === 0) throw new BackendError('internal', 'the server answered without a picture');
    for (const image of images) {
      const { b64_json: base64, url } = image;
      const bytes =
        typeof base64 === 'string' ? Buffer.from(base64, 'base64') : await this.#download(url ?? '', signal);
      const metadata = metadataOf({ ...answer, ...image });
      yield { partial: false, content: readImageFile(bytes), metadata };
    }
  }

  /** Addresses of pictures are often signed: they stay out of messages. */
  async #download(address: string, signal: AbortSignal): Promise<Uint8Array> {
    const url = URL.parse(address, `${this.#url}/`);
    if (address === '' || (url?.protocol !== 'http:' && url?.protocol !== 'https:')) {
      throw new BackendError('internal', 'the server answered with neither b64_json nor a web address');
    }
    const { apiKey } = this.#settings;
    const isOwn = url.origin === new URL(this.#url).origin;
    const headers: Record<string, string> =
      isOwn && apiKey !== undefined ? { authorization: `Bearer ${apiKey}` } : {};
    const response = await httpFetch(url, { headers, signal });
    if (!response.ok) {
      await response.body?.cancel();
      const message = `the picture could not be fetched from ${url.host}: status ${response.status}`;
      throw new BackendError('unavailable', message, { retryable: response.status >= 500 });
    }
    return new Uint8Array(await response.arrayBuffer());
  }
}

function toFile({ mediaType, data }: EncodedImage): File {
  return new File([new Uint8Array(data)], `picture.${mediaType.replace('image/', '')}`, { type: mediaType });
}

/** Each server refuses an unknown parameter in its own words; asking without it once tells for sure. */
function mayRefuseStreaming(error: unknown): boolean {
  return error instanceof APIError && [400, 422, 501].includes(error.status as number);
}

function metadataOf(source: object): JsonObject {
  const values = source as Record<string, unknown>;
  return Object.fromEntries(
    METADATA_FIELDS.flatMap((name) => {
      const value = values[name];
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );
}
