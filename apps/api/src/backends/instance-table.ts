import type { BackendInstanceStatus } from './backend-instance-status.js';
import type { BackendPackage } from './backend-package.js';
import type { BackendInstance } from './instance/backend-instance.js';
import type { UnplannedInstance } from './plan-instance.js';

/** The instances of a host by id: those that run, those that do not, and those at their last work. */
export class InstanceTable {
  readonly #running = new Map<string, BackendInstance>();
  readonly #idle = new Map<string, BackendInstanceStatus>();
  /** Replaced, but still at their last work. */
  readonly #retiring = new Set<BackendInstance>();

  get(id: string): BackendInstance | undefined {
    return this.#running.get(id);
  }

  running(): readonly BackendInstance[] {
    return [...this.#running.values()];
  }

  statuses(): readonly BackendInstanceStatus[] {
    return [...this.running().map(({ status }) => status), ...this.#idle.values()];
  }

  run(instance: BackendInstance): void {
    this.#running.set(instance.instanceId, instance);
    instance.start();
  }

  /** Puts an instance on view that has no process. */
  rest(instanceId: string, source: BackendPackage | undefined, { state, reason }: UnplannedInstance): void {
    const displayName = source?.manifest.displayName ?? instanceId;
    const version = source?.version === undefined ? {} : { version: source.version };
    this.#idle.set(instanceId, { instanceId, displayName, ...version, state, reason, restarts: 0 });
  }

  /** Takes an instance off; its work in hand ends first. */
  retire(id: string): void {
    this.#idle.delete(id);
    const instance = this.#running.get(id);
    if (instance === undefined) return;
    this.#running.delete(id);
    this.#retiring.add(instance);
    void instance.retire().finally(() => this.#retiring.delete(instance));
  }

  /** Ends every process, work in hand or not. */
  async dispose(): Promise<void> {
    const all = [...this.#running.values(), ...this.#retiring];
    await Promise.all(all.map(async (instance) => instance.dispose()));
  }
}
