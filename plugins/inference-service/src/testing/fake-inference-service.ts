import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { paintPng } from '@cyberimage/core/testing';

/** What was asked of the service. */
export interface RecordedRequest {
  readonly authorization: string | undefined;
  /** As sent: numbers beyond 2^53 lose digits in {@link body}. */
  readonly text: string;
  readonly body: Record<string, unknown>;
}

/** Answers one request in place of the service. */
export type Answer = (response: ServerResponse) => void;

/** The proxy's protocol over HTTP: JSON in, the bytes of one picture out, which depend on the body alone. */
export class FakeInferenceService {
  readonly requests: RecordedRequest[] = [];
  readonly #apiKey: string | undefined;
  readonly #answers: Answer[] = [];
  readonly #server: Server;

  private constructor(apiKey: string | undefined) {
    this.#apiKey = apiKey;
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  static async start(apiKey?: string): Promise<FakeInferenceService> {
    const fake = new FakeInferenceService(apiKey);
    fake.#server.listen(0, '127.0.0.1');
    await once(fake.#server, 'listening');
    return fake;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The next requests get these answers, in turn. */
  answerWith(...answers: Answer[]): void {
    this.#answers.push(...answers);
  }

  /** Ends at once, as if killed. */
  async kill(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const sent = await text(request);
    const { authorization } = request.headers;
    if (request.method !== 'POST' || request.url !== '/inference/images/generations') {
      response.writeHead(404).end('no such route');
      return;
    }
    this.requests.push({ authorization, text: sent, body: JSON.parse(sent) as Record<string, unknown> });
    const answer = this.#answers.shift();
    if (this.#apiKey !== undefined && authorization !== `Bearer ${this.#apiKey}`) {
      sendJson(response, 401, { error: { message: `bad key ${authorization?.slice(7)}` } });
    } else if (answer === undefined) {
      response.setHeader('content-type', 'image/png').end(paintPng(sent));
    } else {
      answer(response);
    }
  }
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
