import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { FakeOutput } from './fake-gradio-functions.js';

interface Session {
  readonly unsent: object[];
  readonly events: Set<string>;
  /** Events that wait in the queue and go when the stream is closed. */
  readonly queued: Set<string>;
  stream: ServerResponse | undefined;
}

/** Gradio's queue: one call of a function at a time, one stream of frames per session. */
export class FakeGradioQueue {
  readonly #sessions = new Map<string, Session>();
  readonly #turns = new Map<number, Promise<void>>();

  constructor(private readonly heartbeatMs: number) {}

  /** Puts a call into the queue and returns its event id. */
  join(sessionHash: string, fnIndex: number, call: () => Promise<FakeOutput>): string {
    const id = randomUUID().replaceAll('-', '');
    const session = this.#sessions.get(sessionHash) ?? newSession();
    this.#sessions.set(sessionHash, session);
    session.events.add(id);
    session.queued.add(id);
    this.#send(session, { msg: 'estimation', event_id: id, rank: 0, queue_size: 1, rank_eta: null });
    const turn = this.#turns.get(fnIndex) ?? Promise.resolve();
    const run = turn
      .then(() => this.#run(session, id, call))
      .finally(() => this.#end(sessionHash, session, id));
    this.#turns.set(fnIndex, run);
    return id;
  }

  /** Writes a session's frames to `response` until nothing of it is pending. */
  stream(sessionHash: string, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    const session = this.#sessions.get(sessionHash);
    if (session === undefined) {
      const message = {
        msg: 'unexpected_error',
        event_id: null,
        message: '404: Session not found.',
        success: false,
      };
      // The real server does not end the chunked body: clients see it broken.
      response.write(frame(message), () => response.destroy());
      return;
    }
    session.stream = response;
    const heartbeat = setInterval(
      () => response.write(frame({ msg: 'heartbeat', event_id: null })),
      this.heartbeatMs,
    );
    response.on('close', () => {
      clearInterval(heartbeat);
      session.stream = undefined;
      for (const id of session.queued) session.events.delete(id);
      session.queued.clear();
    });
    for (const message of session.unsent.splice(0)) this.#send(session, message);
    this.#closeIfDone(sessionHash, session);
  }

  /** Has a call look finished, while its function runs on. */
  cancel(sessionHash: string, id: string): void {
    const session = this.#sessions.get(sessionHash);
    if (session === undefined || !session.events.delete(id)) return;
    session.queued.delete(id);
    this.#send(session, { msg: 'process_completed', event_id: id, output: {}, success: true });
    this.#closeIfDone(sessionHash, session);
  }

  async #run(session: Session, id: string, call: () => Promise<FakeOutput>): Promise<void> {
    if (!session.queued.delete(id)) return;
    this.#send(session, { msg: 'process_starts', event_id: id, eta: null });
    const output = await call().catch((): FakeOutput => 'failed');
    if (!session.events.has(id)) return;
    const success = output !== 'failed';
    const body = success ? { data: output, is_generating: false, duration: 0.1 } : { error: null };
    this.#send(session, { msg: 'process_completed', event_id: id, output: body, success });
  }

  #end(sessionHash: string, session: Session, id: string): void {
    session.events.delete(id);
    this.#closeIfDone(sessionHash, session);
  }

  #closeIfDone(sessionHash: string, session: Session): void {
    if (session.events.size > 0 || session.stream === undefined) return;
    this.#send(session, { msg: 'close_stream', event_id: null });
    session.stream.end();
    this.#sessions.delete(sessionHash);
  }

  #send(session: Session, message: object): void {
    if (session.stream === undefined) session.unsent.push(message);
    else session.stream.write(frame(message));
  }
}

const newSession = (): Session => ({ unsent: [], events: new Set(), queued: new Set(), stream: undefined });
const frame = (message: object): string => `data: ${JSON.stringify(message)}\n\n`;
