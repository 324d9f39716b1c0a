import {
  BackendError,
  type BackendLog,
  type FetchProgress,
  type ManagementAction,
  type ModelStatus,
} from '@cyberimage/core';
import { z } from 'zod';
import type { BackendHostLimits } from '../backend-host-options.js';
import { modelStatusesSchema } from '../protocol/answer-schema.js';
import type { HostCall } from '../protocol/host-message.js';
import { fetchModel } from './fetch-model.js';
import type { InstancePlan } from './instance-plan.js';

/** What the control of an instance's models needs of the instance. */
interface ControlledInstance {
  readonly plan: InstancePlan;
  readonly limits: BackendHostLimits;
  readonly log: BackendLog;
  readonly ask: <T>(call: HostCall, schema: z.ZodType<T>) => Promise<T>;
  readonly refreshList: () => Promise<unknown>;
}

const nothing = z.unknown();

/** What can be done with the models of one instance beside generating. */
export class ModelControl {
  readonly #instance: ControlledInstance;
  #actions: readonly ManagementAction[] = [];

  constructor(instance: ControlledInstance) {
    this.#instance = instance;
  }

  /** Empty until the backend has said what it can do. */
  get actions(): readonly ManagementAction[] {
    return this.#actions;
  }

  learn(actions: readonly ManagementAction[]): void {
    this.#actions = actions;
  }

  /** @throws BackendError `unavailable` when the backend does not answer, which it may not while it generates */
  async status(): Promise<readonly ModelStatus[]> {
    if (!this.#actions.includes('status')) return [];
    return this.#instance.ask({ kind: 'manage', action: 'status', modelId: undefined }, modelStatusesSchema);
  }

  /** @throws BackendError */
  async unload(modelId?: string): Promise<void> {
    await this.#do('unload', modelId);
  }

  /** @throws BackendError */
  async removeFiles(modelId: string): Promise<void> {
    await this.#do('removeFiles', modelId);
  }

  /** @throws BackendError */
  async refresh(): Promise<void> {
    await this.#do('refresh');
  }

  /**
   * Puts a model's files in place, in a process of its own: neither does a picture that is being made hold it
   * up, nor the other way round.
   *
   * @throws BackendError
   */
  async *fetch(modelId: string, signal: AbortSignal): AsyncGenerator<FetchProgress, void, undefined> {
    const { plan, limits, log, refreshList } = this.#instance;
    try {
      yield* fetchModel(plan, { limits, log, modelId, signal });
    } finally {
      void refreshList();
    }
  }

  async #do(action: Exclude<ManagementAction, 'status' | 'fetch'>, modelId?: string): Promise<void> {
    if (!this.#actions.includes(action)) {
      throw new BackendError('invalid-request', `this backend has no "${action}" for its models`);
    }
    await this.#instance.ask({ kind: 'manage', action, modelId }, nothing);
    void this.#instance.refreshList();
  }
}
