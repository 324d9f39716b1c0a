import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import {
  BackendError,
  type CheckResult,
  type GenerateOptions,
  type GenerationEvent,
  type GenerationRequest,
} from '@cyberimage/core';
import { BACKEND_HOST_OPTIONS, DEFAULT_LIMITS, type BackendHostOptions } from './backend-host-options.js';
import type { BackendInstanceStatus, HostedModel } from './backend-instance-status.js';
import type { BackendPackage, RefusedPackage } from './backend-package.js';
import { discoverPackages } from './discovery/discover-packages.js';
import { findModel } from './find-model.js';
import { BackendInstance } from './instance/backend-instance.js';
import { planInstance } from './plan-instance.js';

/** Finds the packages that offer a backend, runs an instance of each, and is the only way to reach them. */
@Injectable()
export class BackendHost implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #instances = new Map<string, BackendInstance>();
  /** What was found and cannot be run. */
  readonly #refused: BackendInstanceStatus[] = [];
  readonly #listeners = new Set<() => void>();
  readonly #options: BackendHostOptions;

  constructor(@Inject(BACKEND_HOST_OPTIONS) options: BackendHostOptions) {
    this.#options = options;
  }

  /** Reads the manifests and starts the processes; does not wait for them. */
  async onApplicationBootstrap(): Promise<void> {
    const { packages, refused } = await discoverPackages(this.#options.packageRoots);
    for (const { reason, ...source } of refused) this.#refuse(source, reason);
    for (const source of packages) await this.#add(source, source.manifest.id);
    for (const instance of this.#instances.values()) instance.start();
    this.#changed();
  }

  /** Ends every process; work in hand fails with `unavailable`. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.all(Array.from(this.#instances.values(), async (instance) => instance.dispose()));
  }

  statuses(): BackendInstanceStatus[] {
    return [...Array.from(this.#instances.values(), ({ status }) => status), ...this.#refused];
  }

  /** The models of all instances that run. Waits a little for those that are starting. */
  async models(): Promise<HostedModel[]> {
    const { modelsWaitMs = DEFAULT_LIMITS.modelsWaitMs } = this.#options;
    const lists = await Promise.all(
      Array.from(this.#instances.values(), async (instance) => {
        const models = await instance.listModels(modelsWaitMs);
        return models.map((model) => ({ instanceId: instance.instanceId, model }));
      }),
    );
    return lists.flat();
  }

  /** @param modelId a model's id where it is the only one of that id, or `instanceId/modelId` */
  async find(modelId: string): Promise<HostedModel | undefined> {
    return findModel(await this.models(), modelId);
  }

  /** @throws BackendError `unavailable` when the backend does not answer, which it may not while it generates */
  async check(instanceId: string, request: GenerationRequest): Promise<CheckResult> {
    return this.#instance(instanceId).check(request);
  }

  /**
   * Makes the pictures of `request`. Waits while the instance starts or is at other work. A loop over the
   * events that is left early ends the backend's work too.
   *
   * @throws BackendError any of its codes; `unavailable`, retryable, when the process ended meanwhile
   */
  generate(
    instanceId: string,
    request: GenerationRequest,
    options: GenerateOptions,
  ): AsyncIterable<GenerationEvent> {
    return this.#instance(instanceId).generate(request, options);
  }

  /** Calls `listener` after each change of a state or of a list of models, until the result is called. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #add(source: BackendPackage, instanceId: string): Promise<void> {
    const planned = await planInstance(source, instanceId, this.#options);
    if ('reason' in planned) {
      const { id, displayName } = source.manifest;
      const { reason, isSetUp } = planned;
      this.#refuse({ id, displayName, version: source.version }, reason, isSetUp ? 'parked' : 'not-set-up');
      return;
    }
    const limits = { ...DEFAULT_LIMITS, ...this.#options };
    const instance = new BackendInstance(planned.plan, limits, this.#options.log, () => this.#changed());
    this.#instances.set(instanceId, instance);
  }

  #refuse(
    { id, displayName, version }: Pick<RefusedPackage, 'id' | 'displayName' | 'version'>,
    reason: string,
    state: 'parked' | 'not-set-up' = 'parked',
  ): void {
    if (state === 'parked') {
      this.#options.log('error', `The backend cannot be used: ${reason}`, { instanceId: id });
    }
    const known = version === undefined ? {} : { version };
    this.#refused.push({ instanceId: id, displayName, ...known, state, reason, restarts: 0 });
  }

  #instance(instanceId: string): BackendInstance {
    const instance = this.#instances.get(instanceId);
    if (instance) return instance;
    const refused = this.#refused.find((status) => status.instanceId === instanceId);
    const reason = refused?.reason ?? `there is no backend instance "${instanceId}"`;
    throw new BackendError('unavailable', `The backend cannot be used: ${reason}`, { retryable: false });
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
