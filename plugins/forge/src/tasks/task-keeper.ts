import { setTimeout as sleep } from 'node:timers/promises';
import { BackendError, type BackendLog } from '@cyberimage/core';
import type { ForgeClient } from '../http/forge-client.js';
import type { LostConnection } from '../http/lost-connection.js';
import { readProgress, TaskMonitor, type TrackingAbilities } from './task-monitor.js';
import type { TaskState, TaskTiming } from './task-state.js';

/** An interrupt that comes before the job has quite begun is forgotten: it is repeated after so many polls. */
const POLLS_PER_INTERRUPT = 10;

/** How long `dispose` waits for tasks that are being stopped, in milliseconds. */
const DISPOSE_GRACE_MS = 2000;

/** What a keeper works with. */
export interface TaskKeeperOptions {
  readonly client: ForgeClient;
  readonly abilities: TrackingAbilities;
  readonly timing: TaskTiming;
  /** Interrupts whatever the server runs now. */
  readonly interrupt: (signal: AbortSignal) => Promise<void>;
  readonly log: BackendLog;
}

/** All in milliseconds. */
interface StopLimits {
  /** How long a task may be unknown before it counts as gone. */
  readonly graceMs: number;
  readonly queuedMs: number;
  readonly activeMs: number;
}

interface Stopping {
  readonly control: AbortController;
  readonly done: Promise<unknown>;
}

/**
 * Sees to it that no task of ours runs on a server without anybody waiting for it, and that no interrupt
 * hits anybody else: it is global on the server, so it is sent only right after the server said that the
 * running task is ours.
 */
export class TaskKeeper {
  readonly #stopping = new Map<string, Stopping>();
  /** Tasks that were sent and not yet answered, with their time limits in milliseconds. */
  readonly #sent = new Map<string, number>();
  #isDisposed = false;

  constructor(private readonly options: TaskKeeperOptions) {}

  get timing(): TaskTiming {
    return this.options.timing;
  }

  /** A monitor for one of our tasks; with `previews` it asks for them. */
  monitor(taskId: string, previews = false): TaskMonitor {
    const { client, abilities, timing } = this.options;
    return new TaskMonitor(client, taskId, abilities, timing.pollTimeoutMs, previews);
  }

  /**
   * Stops what an earlier attempt at the same task left on the server, so that nothing is made twice at
   * once. To be called before the task is sent. While the earlier one waits in the server's queue this
   * waits too: the new one would stand behind it.
   *
   * @param limitMs longest time for that wait
   * @throws BackendError `unavailable` when it still waits then, or the server does not answer
   */
  async settle(taskId: string, signal: AbortSignal, limitMs: number): Promise<void> {
    const earlier = this.#stopping.get(taskId);
    earlier?.control.abort();
    await earlier?.done;
    const { settleMs } = this.options.timing;
    if (await this.#stop(taskId, signal, { graceMs: 0, queuedMs: limitMs, activeMs: settleMs })) return;
    throw new BackendError('unavailable', 'an earlier attempt still waits in the server’s queue');
  }

  /** Notes that a task is sent. */
  begin(taskId: string, limitMs: number): void {
    this.#sent.set(taskId, limitMs);
  }

  /** Notes that a task's reply is there. */
  end(taskId: string): void {
    this.#sent.delete(taskId);
  }

  /** Stops a task that nobody waits for any more: now, or when its turn comes. Does not wait. */
  abandon(taskId: string, limitMs: number): void {
    this.#sent.delete(taskId);
    if (this.#isDisposed) return;
    const control = new AbortController();
    const { timing, log } = this.options;
    const done = this.#stop(taskId, control.signal, {
      graceMs: timing.graceMs,
      queuedMs: limitMs,
      activeMs: limitMs,
    })
      .catch((error: unknown) => {
        if (!control.signal.aborted || this.#isDisposed)
          log('warn', 'a task may still run on the server', { taskId, error: String(error) });
      })
      .finally(() => {
        if (this.#stopping.get(taskId) === stopping) this.#stopping.delete(taskId);
      });
    const stopping: Stopping = { control, done };
    this.#stopping.set(taskId, stopping);
  }

  /** Says what became of a task whose reply was lost, and stops it where it still runs. */
  async explainLoss(taskId: string, loss: LostConnection, limitMs: number): Promise<BackendError> {
    const state = await this.monitor(taskId)
      .poll()
      .catch((): undefined => undefined);
    const because = (what: string, retryable = true) =>
      new BackendError('unavailable', `${loss.message}; ${what}`, { retryable, cause: loss });
    switch (state?.phase) {
      case undefined:
        return because('it does not answer at all now');
      case 'active':
      case 'queued':
        this.abandon(taskId, limitMs);
        if (loss.loss === 'timeout' && state.phase === 'active')
          return because('the picture takes longer than the time limit in its settings allows', false);
        return because('it was told to stop the work on this picture');
      case 'completed':
        return because('it had finished the picture, which it does not keep');
      case 'unknown':
        // It may be on its way into the server's queue.
        this.abandon(taskId, limitMs);
        return because('it knows nothing of this picture, as after a restart');
      case 'untracked':
        this.abandon(taskId, limitMs);
        return because('it cannot say what became of this picture');
    }
  }

  /** Ends everything; tasks that still run, or are just being stopped, get a moment for it. */
  async dispose(): Promise<void> {
    for (const [taskId, limitMs] of this.#sent) this.abandon(taskId, limitMs);
    this.#isDisposed = true;
    const all = [...this.#stopping.values()];
    const limit = new AbortController();
    const grace = sleep(DISPOSE_GRACE_MS, undefined, { signal: limit.signal }).catch(() => {});
    await Promise.race([Promise.all(all.map(({ done }) => done)), grace]);
    limit.abort();
    for (const { control } of all) control.abort();
    await Promise.all(all.map(({ done }) => done));
  }

  /** @returns false when the task was still in the server's queue at the end of its time */
  async #stop(
    taskId: string,
    signal: AbortSignal,
    { graceMs, queuedMs, activeMs }: StopLimits,
  ): Promise<boolean> {
    const { interrupt, timing } = this.options;
    const monitor = this.monitor(taskId);
    const begun = Date.now();
    let wasSeen = false;
    for (let polls = 0; !signal.aborted;) {
      const state = await monitor.poll(signal);
      if (state.phase === 'untracked') {
        await this.#stopUntracked(taskId, state, signal);
        return true;
      }
      const isThere = state.phase === 'active' || state.phase === 'queued';
      wasSeen ||= isThere || state.phase === 'completed';
      const age = Date.now() - begun;
      if (!isThere && (wasSeen || age >= graceMs)) return true;
      if (isThere && (await this.#isLeftover(signal))) return true;
      if (state.phase === 'queued' && age >= queuedMs) return false;
      if (state.phase === 'active' && age >= activeMs) return true;
      const isDue = state.phase === 'active' && polls++ % POLLS_PER_INTERRUPT === 0;
      if (isDue && (await monitor.poll(signal)).phase === 'active') await interrupt(signal);
      await sleep(timing.pollMs, undefined, { signal }).catch(() => {});
    }
    return true;
  }

  async #stopUntracked(taskId: string, { fraction }: TaskState, signal: AbortSignal): Promise<void> {
    const { abilities, interrupt, log } = this.options;
    if (abilities.dedicated && fraction !== undefined) await interrupt(signal);
    else if (!abilities.dedicated)
      log('debug', 'the server does not name its tasks; whatever it runs is left alone', { taskId });
  }

  /** A task that failed stays active, and one that failed before its start stays queued, while the server idles. */
  async #isLeftover(signal: AbortSignal): Promise<boolean> {
    const progress = await readProgress(this.options.client, signal).catch((): undefined => undefined);
    return progress?.isIdle === true;
  }
}
