import { mkdir } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import {
  BackendError,
  type BackendDescription,
  type BackendLog,
  type CheckResult,
  type GenerateOptions,
  type GenerationEvent,
  type GenerationRequest,
  type ModelDescription,
} from '@cyberimage/core';
import type { z } from 'zod';
import { withRequestId } from '../../platform/logging/request-context.js';
import type { BackendHostLimits } from '../backend-host-options.js';
import type { BackendInstanceState, BackendInstanceStatus } from '../backend-instance-status.js';
import {
  checkResultSchema,
  descriptionSchema,
  modelsSchema,
  startSchema,
} from '../protocol/answer-schema.js';
import { describeIssues } from '../protocol/describe-issues.js';
import type { HostCall } from '../protocol/host-message.js';
import { BackendProcess, type ProcessExit } from './backend-process.js';
import type { InstancePlan } from './instance-plan.js';
import { ModelControl } from './model-control.js';
import { ModelList } from './model-list.js';
import { Readiness } from './readiness.js';
import { RestartPolicy, type RestartDecision } from './restart-policy.js';
import { cancelled, runGeneration } from './run-generation.js';
import { TurnQueue } from './turn-queue.js';
import { withTimeout } from './with-timeout.js';

/** What a backend says of itself and offers; without models, why it could not list them. */
export interface BackendSurvey {
  readonly description: BackendDescription;
  readonly models: readonly ModelDescription[] | undefined;
  readonly reason?: string;
}

/** The restart of a process that the host itself has ended. */
const AT_ONCE: RestartDecision = { delayMs: 0, parked: false };

/** One backend instance: keeps its process alive and serves calls through it. */
export class BackendInstance {
  readonly models: ModelList;
  /** What can be done with its models beside generating. */
  readonly control: ModelControl;
  readonly #plan: InstancePlan;
  readonly #limits: BackendHostLimits;
  readonly #log: BackendLog;
  readonly #changed: () => void;
  readonly #policy: RestartPolicy;
  readonly #turns = new TurnQueue();
  readonly #readiness = new Readiness();
  readonly #life = new AbortController();
  #state: BackendInstanceState = 'starting';
  #reason: string | undefined;
  #restarts = 0;
  #process: BackendProcess | undefined;
  #description: BackendDescription | undefined;
  #supervision: Promise<void> = Promise.resolve();
  #disposal: Promise<void> | undefined;
  #generating = false;
  #generations = 0;

  constructor(plan: InstancePlan, limits: BackendHostLimits, log: BackendLog, changed: () => void) {
    this.#plan = plan;
    this.#limits = limits;
    this.#policy = new RestartPolicy(limits.restart);
    this.#changed = changed;
    const { instanceId } = plan.context;
    this.#log = (level, message, data) => log(level, message, { ...data, instanceId });
    const source = {
      ask: async () => this.#ask({ kind: 'listModels' }, modelsSchema),
      isBusy: () => this.#generating,
      changed,
      log: this.#log,
    };
    this.models = new ModelList(source, limits.modelsMaxAgeMs);
    this.control = new ModelControl({
      plan,
      limits,
      log: this.#log,
      ask: async (call, schema) => this.#ask(call, schema),
      refreshList: async () => this.models.refresh(),
    });
  }

  get instanceId(): string {
    return this.#plan.context.instanceId;
  }

  get status(): BackendInstanceStatus {
    const pid = this.#process?.isUsable ? this.#process.pid : undefined;
    const reason = this.#reason ?? (this.#state === 'ready' ? this.models.trouble : undefined);
    return {
      instanceId: this.instanceId,
      displayName: this.#plan.displayName,
      state: this.#state,
      restarts: this.#restarts,
      ...(this.#plan.version === undefined ? {} : { version: this.#plan.version }),
      ...(reason === undefined ? {} : { reason }),
      ...(this.#description === undefined ? {} : { device: this.#description.device }),
      ...(pid === undefined ? {} : { pid }),
      ...(this.control.actions.length === 0 ? {} : { manages: this.control.actions }),
    };
  }

  /** Starts the process in the background and keeps it running. */
  start(): void {
    // It outlives the request that may have brought it about.
    this.#supervision = withRequestId(undefined, async () => this.#supervise());
  }

  /** The models, where need be after a wait for the process; none for an instance that does not run. */
  async listModels(waitMs: number): Promise<readonly ModelDescription[]> {
    if (this.#state === 'parked' || this.#state === 'stopped') return [];
    if (this.#state === 'restarting') return this.models.known;
    const listed = this.#readiness.wait(waitMs).then(async () => this.models.read());
    return withTimeout(listed, waitMs, 'listModels()').catch(() => []);
  }

  async check(request: GenerationRequest): Promise<CheckResult> {
    return this.#ask({ kind: 'check', request }, checkResultSchema);
  }

  /** One at a time; others wait here. */
  async *generate(
    request: GenerationRequest,
    options: GenerateOptions,
  ): AsyncGenerator<GenerationEvent, void, undefined> {
    const { signal } = options;
    const release = await this.#turns.take(signal).catch((error: unknown) => {
      throw cancelled(error);
    });
    try {
      const process = await this.#readiness
        .wait(this.#limits.startTimeoutMs, signal)
        .catch((error: unknown) => {
          throw signal.aborted ? cancelled(error) : error;
        });
      this.#generating = true;
      this.#generations++;
      yield* runGeneration(process, request, { ...options, graceMs: this.#limits.graceMs });
      this.#policy.succeeded();
    } catch (error) {
      this.#logFailure(request.jobId, error);
      throw error;
    } finally {
      this.#generating = false;
      release();
    }
  }

  /** Asks now, once the process is up. @throws BackendError when it does not come up or does not answer */
  async survey(): Promise<BackendSurvey> {
    await this.#readiness.wait(this.#limits.startTimeoutMs);
    const description = this.#description as BackendDescription;
    try {
      return { description, models: await this.#ask({ kind: 'listModels' }, modelsSchema) };
    } catch (error) {
      return { description, models: undefined, reason: (error as Error).message };
    }
  }

  /** Lets the work in hand end, then ends the process. */
  async retire(): Promise<void> {
    const idle = this.#turns.take(this.#life.signal);
    await idle.catch(() => undefined);
    await this.dispose();
  }

  dispose(): Promise<void> {
    this.#disposal ??= this.#end();
    return this.#disposal;
  }

  async #end(): Promise<void> {
    this.#life.abort();
    this.#readiness.close('The host is stopping', true);
    await this.#process?.stop(this.#limits.graceMs);
    await this.#supervision;
    this.#setState('stopped');
  }

  async #supervise(): Promise<void> {
    while (!this.#life.signal.aborted) {
      const exit = await this.#live();
      if (this.#life.signal.aborted) return;
      const { delayMs, parked } = exit.expected ? AT_ONCE : this.#policy.failed(performance.now());
      const next = `next start in ${delayMs / 1_000} s`;
      withRequestId(exit.requestId, () => {
        if (parked) this.#log('error', `The backend failed too often and is parked: ${exit.reason}; ${next}`);
        else this.#log('warn', `The backend's process ended: ${exit.reason}; ${next}`);
      });
      if (parked) {
        this.#readiness.close(`The backend is parked: ${exit.reason}`, false);
        this.#setState('parked', exit.reason);
      } else {
        this.#setState('restarting', exit.reason);
      }
      await delay(delayMs, undefined, { signal: this.#life.signal }).catch(() => undefined);
      this.#restarts++;
    }
  }

  /** From start to end of one process. */
  async #live(): Promise<ProcessExit> {
    const { launch, context, entryUrl, backendId, network } = this.#plan;
    try {
      await mkdir(context.paths.data, { recursive: true });
    } catch (error) {
      return { reason: (error as Error).message, expected: false };
    }
    if (this.#life.signal.aborted) return { reason: 'the host is stopping', expected: true };

    const process = new BackendProcess(launch, this.#log);
    this.#process = process;
    this.#changed();
    try {
      const startUp = process
        .call({ kind: 'start', entryUrl, backendId, context, network })
        .then(async (answer) => this.control.learn(this.#parse('start', answer, startSchema).manages))
        .then(async () => process.call({ kind: 'describe' }));
      const description = await withTimeout(startUp, this.#limits.startTimeoutMs, 'start and describe()');
      this.#description = this.#parse('describe()', description, descriptionSchema);
      this.#readiness.open(process);
      this.#setState('ready');
      void this.models.refresh();
    } catch (error) {
      const { message, cause } = error as Error;
      if (cause !== undefined) this.#log('error', message, { cause });
      process.kill(message, { expected: false });
    }
    return process.exited;
  }

  /** The cause is for the log alone: it may tell more than a user of the API is to know. */
  #logFailure(jobId: string, error: unknown): void {
    if (!BackendError.is(error) || error.code === 'cancelled') return;
    this.#log('warn', error.message, { jobId, code: error.code, cause: error.cause });
  }

  #setState(state: BackendInstanceState, reason?: string): void {
    this.#state = state;
    this.#reason = reason;
    this.#changed();
  }

  async #ask<T>(call: HostCall, schema: z.ZodType<T>): Promise<T> {
    const { callTimeoutMs } = this.#limits;
    const what = `${call.kind}()`;
    const process = await this.#readiness.wait(callTimeoutMs);
    const busyBefore = this.#generating;
    const generationsBefore = this.#generations;
    const answer = await withTimeout(process.call(call), callTimeoutMs, what, () => {
      // onnxruntime's run() blocks its whole process: silence means nothing while one generates.
      const busy = busyBefore || this.#generating || this.#generations !== generationsBefore;
      if (!busy) process.kill(`no answer to ${what} within ${callTimeoutMs / 1_000} s`, { expected: false });
    });
    return this.#parse(what, answer, schema);
  }

  #parse<T>(what: string, answer: unknown, schema: z.ZodType<T>): T {
    const parsed = schema.safeParse(answer);
    if (parsed.success) return parsed.data;
    const fault = describeIssues(what, answer, parsed.error);
    throw new BackendError('internal', `The backend broke the contract: ${fault}`);
  }
}
