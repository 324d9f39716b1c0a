import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import {
  BackendError,
  type CheckResult,
  type GenerateOptions,
  type GenerationEvent,
  type GenerationRequest,
} from '@cyberimage/core';
import {
  BACKEND_HOST_OPTIONS,
  DEFAULT_LIMITS,
  isConcerned,
  type BackendHostOptions,
  type HostConfiguration,
} from './backend-host-options.js';
import type { BackendInstanceStatus, HostedModel } from './backend-instance-status.js';
import type { BackendPackage, RefusedPackage } from './backend-package.js';
import { discoverPackages, type DiscoveredPackages } from './discovery/discover-packages.js';
import { findModel } from './find-model.js';
import { InstanceTable } from './instance-table.js';
import { runsAlike, type InstanceSpec } from './instance-spec.js';
import { BackendInstance, type BackendSurvey } from './instance/backend-instance.js';
import type { InstancePlan } from './instance/instance-plan.js';
import type { ModelControl } from './instance/model-control.js';
import { PackageWatch } from './package-watch.js';
import { planInstance, type PlannedInstance } from './plan-instance.js';
import { policyFor, refusalBy, type PluginPolicy } from './plugin-policy.js';

/**
 * Finds the packages that offer a backend, runs their instances, and is the only way to reach them. Each
 * package has one instance of its own where that needs no settings, and those that the owner adds.
 */
@Injectable()
export class BackendHost implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #instances = new InstanceTable();
  readonly #specs = new Map<string, InstanceSpec>();
  readonly #listeners = new Set<() => void>();
  #policies: ReadonlyMap<string, PluginPolicy> = new Map();
  #options: BackendHostOptions;
  #discovered: DiscoveredPackages = { packages: [], refused: [] };
  #start: Promise<void> | undefined;
  #lastChange: Promise<void> = Promise.resolve();
  #watch: PackageWatch | undefined;

  constructor(@Inject(BACKEND_HOST_OPTIONS) options: BackendHostOptions) {
    this.#options = options;
  }

  /** Reads the manifests and starts the processes; does not wait for them. */
  async onApplicationBootstrap(): Promise<void> {
    this.#start ??= this.#discover();
    await this.#start;
  }

  /** What the owner has decided about a plugin, or what holds as long as nothing was. */
  policyOf(source: BackendPackage): PluginPolicy {
    const { isTrusted = () => true } = this.#options;
    const { id, permissions = {} } = source.manifest;
    return policyFor(source, this.#policies.get(id), isTrusted(source) ? permissions : undefined);
  }

  /** The ids of a plugin's instances, whether they run or not: its own and those that the owner has added. */
  instancesOf(pluginId: string): readonly string[] {
    const added = [...this.#specs.values()].filter((spec) => spec.pluginId === pluginId);
    return [pluginId, ...added.map(({ id }) => id)];
  }

  /** Ends every process; work in hand fails with `unavailable`. */
  async onApplicationShutdown(): Promise<void> {
    this.#watch?.stop();
    await this.#lastChange;
    await this.#instances.dispose();
  }

  /** The variables that settings may be read from. */
  get environment(): NodeJS.ProcessEnv {
    return { ...process.env, ...this.#options.variables };
  }

  /** What lies in the package roots. */
  async packages(): Promise<DiscoveredPackages> {
    await this.onApplicationBootstrap();
    return this.#discovered;
  }

  /**
   * Makes `specs` the instances that the owner has added, whatever they were before. Of one that is
   * replaced or removed the work in hand ends in the old process, while the new one takes what comes next.
   */
  async setInstances(specs: readonly InstanceSpec[]): Promise<void> {
    await this.#inTurn(async () => this.#apply(specs));
  }

  /**
   * Makes `policies` what the owner has decided, by plugin, and looks for packages anew: a decision may be about
   * one that has just come. What may no longer run ends after the work in hand; what now may is started.
   */
  async setPolicies(policies: ReadonlyMap<string, PluginPolicy>): Promise<void> {
    const before = this.#policies;
    this.#policies = policies;
    if (this.#start === undefined) return;
    await this.#inTurn(async () => {
      const changed = await this.#rediscover();
      const concerned = this.#discovered.packages.filter(
        ({ manifest: { id } }) =>
          !changed.has(id) && JSON.stringify(before.get(id)) !== JSON.stringify(policies.get(id)),
      );
      for (const { manifest } of concerned) await this.#restartPackage(manifest.id);
      this.#changed();
    });
  }

  /** Looks for packages anew: new ones are started, changed ones replaced once their work in hand has ended. */
  async rediscover(): Promise<void> {
    await this.#inTurn(async () => {
      await this.#rediscover();
    });
  }

  /** Starts an instance anew, also a parked one; its work in hand ends first. */
  async restart(instanceId: string): Promise<void> {
    await this.#inTurn(async () => {
      const spec = this.#specs.get(instanceId);
      if (spec !== undefined) await this.#replace(spec);
      else await this.#restartOwn(instanceId);
      this.#changed();
    });
  }

  /**
   * Changes what instances are started with: the models, and the variables of those that packages have of their
   * own. Each one that this concerns is replaced; its work in hand ends first.
   */
  async configure(change: HostConfiguration): Promise<void> {
    const before = this.#options;
    this.#options = { ...before, ...change };
    // Before the start nothing runs that would have to be replaced.
    if (this.#start === undefined) return;
    await this.#inTurn(async () => this.#reconfigure(before));
  }

  /** What an instance with these settings says of itself, from a process of its own that then ends. */
  async survey(spec: Omit<InstanceSpec, 'isEnabled'>): Promise<BackendSurvey> {
    const planned = await this.#plan(spec);
    if (!('plan' in planned)) throw new BackendError('invalid-request', planned.reason);
    const instance = this.#make(planned.plan);
    instance.start();
    try {
      return await instance.survey();
    } finally {
      await instance.dispose();
    }
  }

  statuses(): BackendInstanceStatus[] {
    const inUse = new Set(Array.from(this.#specs.values(), ({ pluginId }) => pluginId));
    const shown = this.#instances
      .statuses()
      .filter(({ state, instanceId }) => state !== 'not-set-up' || !inUse.has(instanceId));
    const named = shown.map((status) => this.#named(status));
    return [...named, ...this.#discovered.refused.map(refusedStatus)];
  }

  /** The models of all instances that run. Waits a little for those that are starting. */
  async models(): Promise<HostedModel[]> {
    const { modelsWaitMs = DEFAULT_LIMITS.modelsWaitMs } = this.#options;
    const lists = await Promise.all(
      this.#instances.running().map(async (instance) => {
        const models = await instance.listModels(modelsWaitMs);
        return models.map((model) => this.#named({ instanceId: instance.instanceId, model }));
      }),
    );
    return lists.flat();
  }

  /**
   * @param modelId a model's id where it is the only one of that id, or `instanceId/modelId`, or with the
   *   owner's name for the instance `alias/modelId`
   */
  async find(modelId: string): Promise<HostedModel | undefined> {
    return findModel(await this.models(), modelId);
  }

  /** The model as its backend describes it now; as it was known where it is gone or cannot be asked for. */
  async lookAgain(hosted: HostedModel): Promise<HostedModel> {
    const models = await this.#instance(hosted.instanceId).models.refresh();
    const model = models.find(({ id }) => id === hosted.model.id);
    return model === undefined ? hosted : { ...hosted, model };
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

  /** What can be done with the models of an instance. @throws BackendError `unavailable` for an unknown one */
  control(instanceId: string): ModelControl {
    return this.#instance(instanceId).control;
  }

  /** Calls `listener` after each change of a state or of a list of models, until the result is called. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #discover(): Promise<void> {
    this.#discovered = await discoverPackages(this.#options.packageRoots);
    for (const { id, reason } of this.#discovered.refused) {
      this.#options.log('error', `The backend cannot be used: ${reason}`, { instanceId: id });
    }
    for (const { manifest } of this.#discovered.packages) await this.#restartOwn(manifest.id);
    this.#changed();
    await this.#watchRoots();
  }

  /** One change after the other; one that fails keeps none from coming after it. */
  async #inTurn(change: () => Promise<void>): Promise<void> {
    const turn = this.#lastChange.then(change);
    this.#lastChange = turn.catch(() => undefined);
    await turn;
  }

  async #watchRoots(): Promise<void> {
    const { packageRoots, watchIntervalMs, log } = this.#options;
    if (watchIntervalMs === undefined) return;
    const changed = async (): Promise<void> => this.rediscover();
    this.#watch = new PackageWatch(packageRoots, changed, (error) =>
      log('error', `Plugins cannot be looked for: ${(error as Error).message}`),
    );
    await this.#watch.start(watchIntervalMs);
  }

  /** @returns the ids of the plugins that came, went or changed */
  async #rediscover(): Promise<ReadonlySet<string>> {
    await this.onApplicationBootstrap();
    const before = this.#discovered;
    this.#discovered = await discoverPackages(this.#options.packageRoots);
    for (const { id, reason } of this.#discovered.refused) {
      if (before.refused.some((known) => known.id === id && known.reason === reason)) continue;
      this.#options.log('error', `The backend cannot be used: ${reason}`, { instanceId: id });
    }
    const all = [...before.packages, ...this.#discovered.packages];
    const changed = new Set<string>();
    for (const id of new Set(all.map(({ manifest }) => manifest.id))) {
      const [old, found] = [packageOf(before, id), packageOf(this.#discovered, id)];
      if (JSON.stringify(old) === JSON.stringify(found)) continue;
      const change = old === undefined ? 'found' : found === undefined ? 'removed' : 'changed';
      this.#options.log('info', `The plugin ${id} was ${change}`, { instanceId: id });
      await this.#restartPackage(id);
      changed.add(id);
    }
    this.#changed();
    return changed;
  }

  /** A package's own instance and those that the owner added. */
  async #restartPackage(id: string): Promise<void> {
    await this.#restartOwn(id);
    const added = [...this.#specs.values()].filter(({ pluginId }) => pluginId === id);
    for (const spec of added) await this.#replace(spec);
  }

  /** Planned before the old one goes: nobody is to find no instance in between. */
  async #restartOwn(id: string): Promise<void> {
    const source = this.#package(id);
    const planned = source === undefined ? undefined : await this.#planOwn(source);
    this.#instances.retire(id);
    if (planned !== undefined) this.#put(id, source, planned);
  }

  /** The instance that a package has without its owner adding one. */
  async #planOwn(source: BackendPackage): Promise<PlannedInstance> {
    const { id } = source.manifest;
    return refusalBy(this.policyOf(source), source) ?? planInstance(source, id, this.#options);
  }

  async #apply(specs: readonly InstanceSpec[]): Promise<void> {
    await this.onApplicationBootstrap();
    const wanted = new Set(specs.map(({ id }) => id));
    for (const id of this.#specs.keys()) {
      if (wanted.has(id)) continue;
      this.#instances.retire(id);
      this.#specs.delete(id);
    }
    for (const spec of specs) {
      const before = this.#specs.get(spec.id);
      this.#specs.set(spec.id, spec);
      if (before === undefined || !runsAlike(before, spec)) await this.#replace(spec);
    }
    this.#changed();
  }

  async #reconfigure(before: BackendHostOptions): Promise<void> {
    await this.onApplicationBootstrap();
    const concerned = this.#discovered.packages.filter((source) =>
      isConcerned(source, before, this.#options),
    );
    for (const source of concerned) {
      const { id } = source.manifest;
      await this.#restartOwn(id);
      const added = [...this.#specs.values()].filter(({ pluginId }) => pluginId === id);
      if (source.manifest.permissions?.models) for (const spec of added) await this.#replace(spec);
    }
    this.#changed();
  }

  async #replace(spec: InstanceSpec): Promise<void> {
    const planned = spec.isEnabled ? await this.#plan(spec) : undefined;
    this.#instances.retire(spec.id);
    const source = this.#package(spec.pluginId);
    if (planned === undefined) this.#put(spec.id, source, { state: 'stopped', reason: 'it is disabled' });
    else if ('plan' in planned || planned.state !== 'not-set-up') this.#put(spec.id, source, planned);
    else this.#put(spec.id, source, { ...planned, state: 'parked' });
  }

  #package(pluginId: string): BackendPackage | undefined {
    return packageOf(this.#discovered, pluginId);
  }

  async #plan({ id, pluginId, settings }: Omit<InstanceSpec, 'isEnabled'>): Promise<PlannedInstance> {
    await this.onApplicationBootstrap();
    const source = this.#package(pluginId);
    if (source === undefined) {
      return { reason: `the plugin "${pluginId}" is not installed or cannot be used`, state: 'parked' };
    }
    const refusal = refusalBy(this.policyOf(source), source);
    return refusal ?? planInstance(source, id, this.#options, settings);
  }

  #make(plan: InstancePlan): BackendInstance {
    const limits = { ...DEFAULT_LIMITS, ...this.#options };
    return new BackendInstance(plan, limits, this.#options.log, () => this.#changed());
  }

  #put(id: string, source: BackendPackage | undefined, planned: PlannedInstance): void {
    if ('plan' in planned) {
      this.#instances.run(this.#make(planned.plan));
      return;
    }
    const { state, reason } = planned;
    if (state === 'parked') {
      this.#options.log('error', `The backend cannot be used: ${reason}`, { instanceId: id });
    }
    this.#instances.rest(id, source, planned);
  }

  /** Adds the owner's name for the instance, if there is one. */
  #named<T extends { readonly instanceId: string }>(of: T): T & { readonly alias?: string } {
    const alias = this.#specs.get(of.instanceId)?.alias;
    return alias === undefined ? of : { ...of, alias };
  }

  #instance(instanceId: string): BackendInstance {
    const instance = this.#instances.get(instanceId);
    if (instance) return instance;
    const idle = this.statuses().find((status) => status.instanceId === instanceId);
    const reason = idle?.reason ?? `there is no backend instance "${instanceId}"`;
    throw new BackendError('unavailable', `The backend cannot be used: ${reason}`, { retryable: false });
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}

function packageOf({ packages }: DiscoveredPackages, id: string): BackendPackage | undefined {
  return packages.find(({ manifest }) => manifest.id === id);
}

function refusedStatus({ id, displayName, version, reason }: RefusedPackage): BackendInstanceStatus {
  const known = version === undefined ? {} : { version };
  return { instanceId: id, displayName, ...known, state: 'parked', reason, restarts: 0 };
}
