import { BackendError, MANAGEMENT_ACTIONS, type ManagementAction, type ModelBackend } from '@cyberimage/core';
import type { FetchMessage, GenerateMessage, HostMessage } from '../protocol/host-message.js';
import { serialiseError } from '../protocol/serialise-error.js';
import { callContext } from './call-context.js';
import { EventOutlet } from './event-outlet.js';
import { loadBackend } from './load-backend.js';
import { sendToHost } from './parent-channel.js';

type Call = Exclude<HostMessage, { kind: 'acknowledge' | 'abort' }>;

/** A generate or a fetch under way. */
interface RunningStream {
  readonly controller: AbortController;
  readonly outlet: EventOutlet;
}

/** Answers the host's messages with one backend. */
export class BackendServer {
  readonly #running = new Map<number, RunningStream>();
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
      const value = await callContext.run(call, async () => this.#perform(message));
      await sendToHost({ kind: 'result', call, value });
    } catch (error) {
      await sendToHost({ kind: 'failure', call, error: serialiseError(error) });
    }
    if (message.kind === 'dispose') process.disconnect();
  }

  async #perform(message: Call): Promise<unknown> {
    switch (message.kind) {
      case 'start':
        this.#backend = await loadBackend(message);
        return { manages: managedBy(this.#backend) };
      case 'describe':
        return this.#loaded().describe();
      case 'listModels':
        return this.#loaded().listModels();
      case 'check':
        return this.#loaded().check(message.request);
      case 'generate':
        return this.#generate(message);
      case 'manage':
        return this.#manage(message.action, message.modelId);
      case 'fetch':
        return this.#fetch(message);
      case 'dispose':
        for (const call of this.#running.keys()) this.#abort(call);
        return this.#backend?.dispose();
    }
  }

  async #generate({ call, request, choices, window }: GenerateMessage): Promise<void> {
    await this.#stream(call, window, async (signal, outlet) => {
      for await (const event of this.#loaded().generate(request, { ...choices, signal })) {
        await outlet.offer(event);
        if (event.type === 'done') break;
      }
    });
  }

  async #manage(action: Exclude<ManagementAction, 'fetch'>, modelId: string | undefined): Promise<unknown> {
    const { management } = this.#loaded();
    switch (action) {
      case 'status':
        return management?.status?.();
      case 'unload':
        return management?.unload?.(modelId);
      case 'removeFiles':
        return modelId === undefined ? undefined : management?.removeFiles?.(modelId);
      case 'refresh':
        return management?.refresh?.();
    }
  }

  async #fetch({ call, modelId, window }: FetchMessage): Promise<void> {
    const { management } = this.#loaded();
    await this.#stream(call, window, async (signal, outlet) => {
      for await (const progress of management?.fetch?.(modelId, signal) ?? []) await outlet.offer(progress);
    });
  }

  async #stream(
    call: number,
    window: number,
    work: (signal: AbortSignal, outlet: EventOutlet) => Promise<void>,
  ): Promise<void> {
    const controller = new AbortController();
    const outlet = new EventOutlet(window, async (event) => sendToHost({ kind: 'event', call, event }));
    this.#running.set(call, { controller, outlet });
    try {
      await work(controller.signal, outlet);
    } finally {
      this.#running.delete(call);
    }
  }

  #abort(call: number): void {
    const stream = this.#running.get(call);
    stream?.controller.abort();
    stream?.outlet.close();
  }

  #loaded(): ModelBackend {
    if (this.#backend === undefined) throw new BackendError('unavailable', 'The backend is not loaded');
    return this.#backend;
  }
}

function managedBy({ management }: ModelBackend): readonly ManagementAction[] {
  return MANAGEMENT_ACTIONS.filter((action) => typeof management?.[action] === 'function');
}
