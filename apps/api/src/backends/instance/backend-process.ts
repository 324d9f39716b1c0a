import type { ChildProcess } from 'node:child_process';
import {
  BackendError,
  type BackendLog,
  type GenerateChoices,
  type GenerationRequest,
} from '@cyberimage/core';
import { withRequestId } from '../../platform/logging/request-context.js';
import { backendMessageSchema, type BackendMessage } from '../protocol/backend-message.js';
import { describeIssues } from '../protocol/describe-issues.js';
import type { HostCall, HostMessage } from '../protocol/host-message.js';
import { reviveError } from '../protocol/serialise-error.js';
import { CallOrigins } from './call-origins.js';
import { secretHider } from './hide-secrets.js';
import { launchChild, type ChildLaunch } from './launch-child.js';
import { LineBudget } from './line-budget.js';
import { captureLines } from './output-lines.js';
import { StreamCall } from './stream-call.js';

/** Events under way before the host has taken one. */
const EVENT_WINDOW = 8;

/** For what a process wrote before it ended and nobody has read yet, and for its way to the exit. */
const LAST_WORDS_MS = 1_000;

/** How a process ended. */
export interface ProcessExit {
  readonly reason: string;
  /** The host wanted it and the backend is not to blame. */
  readonly expected: boolean;
  /** Of the work that it ended in. */
  readonly requestId?: string | undefined;
}

interface PendingCall {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: BackendError) => void;
  readonly stream?: StreamCall;
}

/** One life of a backend's process: calls go in, answers come out, nothing that it sends is trusted. */
export class BackendProcess {
  readonly #child: ChildProcess;
  readonly #log: BackendLog;
  readonly #budget: LineBudget;
  readonly #hide: (value: unknown) => unknown;
  readonly #calls = new Map<number, PendingCall>();
  readonly #origins = new CallOrigins();
  readonly #exit = Promise.withResolvers<ProcessExit>();
  #lastCall = 0;
  #ending: ProcessExit | undefined;
  #gone: ProcessExit | undefined;

  constructor(launch: ChildLaunch, log: BackendLog) {
    this.#log = log;
    this.#hide = secretHider(launch.secrets ?? []);
    this.#budget = new LineBudget((line) => log('warn', line));
    this.#child = launchChild(launch);
    const { stdout, stderr } = this.#child;
    if (stdout) captureLines(stdout, (line) => this.#print('info', line));
    if (stderr) captureLines(stderr, (line) => this.#print('warn', line));
    this.#child.on('message', (message) => this.#receive(this.#hide(message)));
    this.#child.on('error', (error) => {
      if (this.#child.pid === undefined) this.#ended(`it could not be started: ${error.message}`);
    });
    this.#child.on('exit', (code, signal) => this.#drain(describeExit(code, signal)));
    // Without its channel a process ends by itself, unless it is stuck.
    this.#child.on('disconnect', () => setTimeout(() => this.#child.kill('SIGKILL'), LAST_WORDS_MS).unref());
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Whether calls still make sense. */
  get isUsable(): boolean {
    return this.#ending === undefined && this.#gone === undefined;
  }

  get exited(): Promise<ProcessExit> {
    return this.#exit.promise;
  }

  /** @throws BackendError what the backend threw, or `unavailable` when its process ended */
  async call(call: HostCall): Promise<unknown> {
    return new Promise((resolve, reject) => this.#post(call, { resolve, reject }));
  }

  generate(request: GenerationRequest, choices: GenerateChoices): StreamCall {
    return this.#stream({ kind: 'generate', request, choices, window: EVENT_WINDOW });
  }

  fetchModel(modelId: string): StreamCall {
    return this.#stream({ kind: 'fetch', modelId, window: EVENT_WINDOW });
  }

  /** Ends the process at once. */
  kill(reason: string, options: { readonly expected: boolean }): void {
    this.#ending ??= { reason, expected: options.expected };
    this.#child.kill('SIGKILL');
  }

  /** Lets the backend dispose, for `graceMs` at most, and ends the process. */
  async stop(graceMs: number): Promise<void> {
    if (this.#gone !== undefined) return;
    this.#ending ??= { reason: 'it was stopped', expected: true };
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), graceMs);
    await this.call({ kind: 'dispose' }).catch((error: BackendError) => {
      this.#log('warn', `dispose() failed: ${error.message}`);
    });
    await this.exited;
    clearTimeout(timer);
  }

  #stream(message: HostCall): StreamCall {
    const call = this.#lastCall + 1;
    const stream = new StreamCall((kind, count) => {
      this.#send(kind === 'abort' ? { kind, call } : { kind, call, count });
    });
    this.#post(message, {
      stream,
      resolve: () => stream.settle({ ok: true }),
      reject: (error) => stream.settle({ ok: false, error }),
    });
    return stream;
  }

  #post(call: HostCall, pending: PendingCall): void {
    if (this.#gone !== undefined) {
      pending.reject(processEnded(this.#gone));
      return;
    }
    const id = ++this.#lastCall;
    this.#calls.set(id, pending);
    this.#origins.begin(id, pending.stream !== undefined);
    this.#send({ ...call, call: id });
  }

  #send(message: HostMessage): void {
    // A message to a process that has just gone fails here; its exit settles every call.
    this.#child.send(message, () => undefined);
  }

  #receive(given: unknown): void {
    const parsed = backendMessageSchema.safeParse(given);
    if (parsed.success) this.#dispatch(parsed.data);
    else this.#distrust(describeIssues('message', given, parsed.error));
  }

  #dispatch(message: BackendMessage): void {
    if (message.kind === 'log') {
      const { call, level, message: text, data } = message;
      const requestId = call === undefined ? undefined : this.#origins.of(call);
      this.#say(requestId, level, text, data);
    } else if (message.kind === 'fatal') {
      const { message: text, cause } = message.error;
      withRequestId(this.#origins.current, () => this.#log('error', text, { cause }));
      this.#ending ??= { reason: text, expected: false };
    } else {
      this.#answer(message);
    }
  }

  #answer(message: Extract<BackendMessage, { call: number }>): void {
    const pending = this.#calls.get(message.call);
    if (pending === undefined) {
      this.#distrust(`there is no call ${message.call} for its "${message.kind}"`);
    } else if (message.kind === 'event') {
      const { stream } = pending;
      if (stream && stream.waiting < EVENT_WINDOW) stream.push(message.event);
      else this.#distrust('it sends events that nobody asked for');
    } else {
      this.#calls.delete(message.call);
      this.#origins.end(message.call);
      if (message.kind === 'result') pending.resolve(message.value);
      else pending.reject(reviveError(message.error));
    }
  }

  #print(level: 'info' | 'warn', line: string): void {
    this.#say(this.#origins.current, level, this.#hide(line) as string);
  }

  /** Whatever the process itself wants in the log. */
  #say(requestId: string | undefined, ...[level, message, data]: Parameters<BackendLog>): void {
    const line = this.#budget.take(message);
    if (line !== undefined) withRequestId(requestId, () => this.#log(level, line, data));
  }

  #distrust(fault: string): void {
    this.kill(`it broke the protocol: ${fault}`, { expected: false });
  }

  /** Messages may still lie in the channel when the process has gone: a result, or why it crashed. */
  #drain(reason: string): void {
    if (!this.#child.connected) {
      this.#ended(reason);
      return;
    }
    this.#child.once('disconnect', () => this.#ended(reason));
    setTimeout(() => this.#ended(reason), LAST_WORDS_MS).unref();
  }

  #ended(reason: string): void {
    if (this.#gone !== undefined) return;
    this.#gone = { ...(this.#ending ?? { reason, expected: false }), requestId: this.#origins.current };
    for (const { reject } of this.#calls.values()) reject(processEnded(this.#gone));
    this.#calls.clear();
    this.#budget.close();
    this.#exit.resolve(this.#gone);
  }
}

function processEnded({ reason }: ProcessExit): BackendError {
  return new BackendError('unavailable', `The backend's process ended: ${reason}`);
}

function describeExit(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal === 'SIGKILL') return 'it was killed (SIGKILL), which often means that memory ran out';
  return signal === null ? `exit code ${String(code)}` : `it was ended by ${signal}`;
}
