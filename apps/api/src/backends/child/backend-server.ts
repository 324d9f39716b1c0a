import { BackendError, type ModelBackend } from '@cyberimage/core';
import type { GenerateMessage, HostMessage } from '../protocol/host-message.js';
import { serialiseError } from '../protocol/serialise-error.js';
import { EventOutlet } from './event-outlet.js';
import { loadBackend } from './load-backend.js';
import { sendToHost } from './parent-channel.js';

type Call = Exclude<HostMessage, { kind: 'acknowledge' | 'abort' }>;

interface RunningGeneration {
  readonly controller: AbortController;
  readonly outlet: EventOutlet;
}

/** Answers the host's messages with one backend. */
export class BackendServer {
  readonly #running = new Map<number, RunningGeneration>();
  #backend: ModelBackend | undefined;

  handle(message: HostMessage): void {
    if (message.kind === 'acknowledge') {
      this.#running.get(message.call)?.outlet.acknowledge(message.count);
    } else if (message.kind === 'abort') {
      this.#abort(message.call);
    } else {
      void this.#answer(message);
    }
  }

  async #answer(message: Call): Promise<void> {
    const { call } = message;
    try {
      await sendToHost({ kind: 'result', call, value: await this.#perform(message) });
    } catch (error) {
      await sendToHost({ kind: 'failure', call, error: serialiseError(error) });
    }
    if (message.kind === 'dispose') process.disconnect();
  }

  async #perform(message: Call): Promise<unknown> {
    switch (message.kind) {
      case 'start':
        this.#backend = await loadBackend(message);
        return undefined;
      case 'describe':
        return this.#loaded().describe();
      case 'listModels':
        return this.#loaded().listModels();
      case 'check':
        return this.#loaded().check(message.request);
      case 'generate':
        return this.#generate(message);
      case 'dispose':
        for (const call of this.#running.keys()) this.#abort(call);
        return this.#backend?.dispose();
    }
  }

  async #generate({ call, request, resumeFrom, window }: GenerateMessage): Promise<void> {
    const controller = new AbortController();
    const outlet = new EventOutlet(window, async (event) => sendToHost({ kind: 'event', call, event }));
    this.#running.set(call, { controller, outlet });
    try {
      const { signal } = controller;
      const options = resumeFrom === undefined ? { signal } : { signal, resumeFrom };
      for await (const event of this.#loaded().generate(request, options)) {
        await outlet.offer(event);
        if (event.type === 'done') break;
      }
    } finally {
      this.#running.delete(call);
    }
  }

  #abort(call: number): void {
    const generation = this.#running.get(call);
    generation?.controller.abort();
    generation?.outlet.close();
  }

  #loaded(): ModelBackend {
    if (this.#backend === undefined) throw new BackendError('unavailable', 'The backend is not loaded');
    return this.#backend;
  }
}
