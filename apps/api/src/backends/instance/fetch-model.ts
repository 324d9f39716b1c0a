import { BackendError, type BackendLog, type FetchProgress } from '@cyberimage/core';
import type { BackendHostLimits } from '../backend-host-options.js';
import { fetchProgressSchema } from '../protocol/answer-schema.js';
import { describeIssues } from '../protocol/describe-issues.js';
import { BackendProcess } from './backend-process.js';
import type { InstancePlan } from './instance-plan.js';
import { withTimeout } from './with-timeout.js';

/** How a model is fetched. */
interface FetchOptions {
  readonly limits: BackendHostLimits;
  readonly log: BackendLog;
  readonly modelId: string;
  /** Stops it; what has arrived is kept. */
  readonly signal: AbortSignal;
}

/**
 * Runs a backend's `management.fetch` in a process that is started for it and ended after it.
 *
 * @throws BackendError whatever the backend throws; `cancelled`; `unavailable` when its process ends
 */
export async function* fetchModel(
  { launch, context, entryUrl, backendId, network }: InstancePlan,
  { limits, log, modelId, signal }: FetchOptions,
): AsyncGenerator<FetchProgress, void, undefined> {
  if (signal.aborted) throw stopped();
  const process = new BackendProcess(launch, log);
  let timer: NodeJS.Timeout | undefined;
  try {
    const start = process.call({ kind: 'start', entryUrl, backendId, context, network });
    await withTimeout(start, limits.startTimeoutMs, 'start');
    const call = process.fetchModel(modelId);
    const stop = (): void => {
      call.abort();
      timer ??= setTimeout(
        () => process.kill('it did not stop when asked to', { expected: true }),
        limits.graceMs,
      );
    };
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    try {
      for (let next = await call.next(); next !== undefined; next = await call.next()) {
        yield parse(next.event);
      }
    } catch (error) {
      throw signal.aborted ? stopped(error) : error;
    } finally {
      signal.removeEventListener('abort', stop);
    }
  } finally {
    clearTimeout(timer);
    await process.stop(limits.graceMs);
  }
}

function parse(event: unknown): FetchProgress {
  const parsed = fetchProgressSchema.safeParse(event);
  if (parsed.success) return parsed.data;
  const fault = describeIssues('fetch()', event, parsed.error);
  throw new BackendError('internal', `The backend broke the contract: ${fault}`);
}

function stopped(cause?: unknown): BackendError {
  return new BackendError('cancelled', 'The download was stopped', { cause });
}
