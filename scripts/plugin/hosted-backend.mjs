import { mkdir } from 'node:fs/promises';
import { DEFAULT_LIMITS } from '../../apps/api/dist/backends/backend-host-options.js';
import { BackendProcess } from '../../apps/api/dist/backends/instance/backend-process.js';
import { runGeneration } from '../../apps/api/dist/backends/instance/run-generation.js';
import { withTimeout } from '../../apps/api/dist/backends/instance/with-timeout.js';
import {
  checkResultSchema,
  descriptionSchema,
  modelsSchema,
} from '../../apps/api/dist/backends/protocol/answer-schema.js';
import { describeIssues } from '../../apps/api/dist/backends/protocol/describe-issues.js';

const { startTimeoutMs, callTimeoutMs, graceMs } = DEFAULT_LIMITS;

/**
 * A backend at the other end of the host's process boundary, as a ModelBackend: the host's own processes,
 * permissions, messages, schemas and patience. Without the host's restarts: one process, and its end is a
 * failure.
 */
export class HostedBackend {
  contract = 1;
  #process;
  #disposal;

  /** @throws BackendError when it does not come up */
  static async start({ launch, entryUrl, backendId, context, network }, log) {
    await mkdir(context.paths.data, { recursive: true });
    const child = new BackendProcess(launch, log);
    try {
      const started = child.call({ kind: 'start', entryUrl, backendId, context, network });
      await withTimeout(started, startTimeoutMs, 'the start');
      return new HostedBackend(child, backendId);
    } catch (error) {
      child.kill('it did not start', { expected: true });
      await child.exited;
      throw error;
    }
  }

  constructor(child, id) {
    this.#process = child;
    this.id = id;
  }

  async describe() {
    return this.#ask({ kind: 'describe' }, descriptionSchema);
  }

  async listModels() {
    return this.#ask({ kind: 'listModels' }, modelsSchema);
  }

  async check(request) {
    return this.#ask({ kind: 'check', request }, checkResultSchema);
  }

  generate(request, { signal, resumeFrom }) {
    return runGeneration(this.#process, request, { signal, resumeFrom, graceMs });
  }

  /** @throws Error when the process does not end by itself, in time and without a fault */
  async dispose() {
    this.#disposal ??= this.#dispose();
    return this.#disposal;
  }

  async #dispose() {
    if (!this.#process.isUsable) return;
    try {
      await withTimeout(this.#process.call({ kind: 'dispose' }), graceMs, 'dispose()');
    } catch (error) {
      this.#process.kill(error.message, { expected: false });
    }
    const { reason } = await this.#process.exited;
    if (reason !== 'exit code 0') throw new Error(`after dispose() the process ended: ${reason}`);
  }

  async #ask(call, schema) {
    const what = `${call.kind}()`;
    const answer = await withTimeout(this.#process.call(call), callTimeoutMs, what);
    const parsed = schema.safeParse(answer);
    if (parsed.success) return parsed.data;
    throw new Error(`The backend broke the contract: ${describeIssues(what, answer, parsed.error)}`);
  }
}
