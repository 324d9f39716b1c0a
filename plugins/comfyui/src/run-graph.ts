import { BackendError, type GenerationEvent } from '@cyberimage/core';
import type { ComfyClient, HistoryEntry, StoredImage } from './comfy-client.js';
import { isPreview, type ComfyMessage } from './comfy-message.js';
import type { ComfySocket } from './comfy-socket.js';
import type { ApiGraph, GraphTemplate } from './graph-template.js';
import type { RunProgress } from './run-progress.js';
import { derivedId } from './run-id.js';
import { executionFailed, nodeFaults } from './server-errors.js';

/** What a run is made with. */
export interface RunContext {
  readonly client: ComfyClient;
  readonly socket: ComfySocket;
  readonly clientId: string;
  readonly template: GraphTemplate;
  readonly progress: RunProgress;
  /** Whether anybody looks at them. */
  readonly previews: boolean;
  /** Between questions while there is no WebSocket. */
  readonly pollMs: number;
  readonly signal: AbortSignal;
}

/** With a WebSocket, questions are only for what was missed. */
const POLLS_SAVED = 5;
/** Polls in a row that may fail: a server that loads a model is deaf for a while. */
const FAILED_POLLS = 5;

/**
 * Runs a graph on the server and waits for its end. A run that is left before that, for whatever reason,
 * is taken off the server. One that an earlier attempt at the same work has left there, in a process that was
 * killed, is taken over if it succeeds.
 *
 * @param work what the run is for: the same for each attempt at it
 * @returns the pictures, saved ones first
 * @throws BackendError, or the signal's reason
 */
export async function* runGraph(
  graph: ApiGraph,
  work: readonly (string | number)[],
  context: RunContext,
): AsyncGenerator<GenerationEvent, readonly StoredImage[]> {
  const { socket, signal } = context;
  await socket.connect(signal);
  signal.throwIfAborted();
  for (let earlier = 0; ; earlier++) {
    const promptId = derivedId(...work, earlier);
    const left = yield* takeOver(promptId, context);
    if (left === 'none') return picturesOf(yield* runAnew(graph, promptId, context));
    if (left !== 'failed') return left;
  }
}

/** @returns the pictures of the run, if there is one that gives any */
async function* takeOver(
  promptId: string,
  context: RunContext,
): AsyncGenerator<GenerationEvent, readonly StoredImage[] | 'failed' | 'none'> {
  const { client, signal } = context;
  // In this order: it may end between the two questions.
  const adopted = await client.adopt(promptId, signal);
  try {
    const entry =
      adopted === undefined ? await client.history(promptId, signal) : yield* waitForEnd(adopted, context);
    if (entry === undefined) return 'none';
    if (adopted !== undefined) client.forget(adopted);
    const pictures = hasFailed(entry) ? [] : picturesOf(entry);
    return pictures.length > 0 ? pictures : 'failed';
  } catch (error) {
    if (error instanceof LostRun) return 'failed';
    throw error;
  } finally {
    if (adopted !== undefined) await client.release(adopted);
  }
}

async function* runAnew(
  graph: ApiGraph,
  wantedId: string,
  context: RunContext,
): AsyncGenerator<GenerationEvent, HistoryEntry> {
  const { client, clientId, template, previews, signal } = context;
  let promptId = wantedId;
  try {
    const submitted = await client.submit({ graph, promptId, clientId, previews }, template.inputs, signal);
    promptId = submitted.promptId;
    const faults = nodeFaults(submitted.refusal);
    if (faults.length > 0) {
      yield { type: 'warning', code: 'graph-partly-refused', message: `not run: ${faults.join('; ')}` };
    }
    const entry = yield* waitForEnd(promptId, context);
    client.forget(promptId);
    return entry;
  } finally {
    await client.release(promptId);
  }
}

async function* waitForEnd(
  promptId: string,
  context: RunContext,
): AsyncGenerator<GenerationEvent, HistoryEntry> {
  const { client, socket, progress, previews, pollMs, signal } = context;
  let failedPolls = 0;
  let askedAt = performance.now();
  for (;;) {
    const intervalMs = socket.isOpen ? pollMs * POLLS_SAVED : pollMs;
    const message = await socket.next(Math.max(0, askedAt + intervalMs - performance.now()), signal);
    const isOurs = message !== undefined && belongsTo(promptId, message);
    // Older servers send previews whatever they are told.
    if (isOurs && (previews || !isPreview(message))) yield* progress.read(message);
    const isDue = performance.now() >= askedAt + intervalMs;
    if (!isDue && !(isOurs && isEnd(message))) continue;

    askedAt = performance.now();
    if (!socket.isOpen) void socket.connect(signal);
    try {
      const entry = await findEnd(client, promptId, signal);
      if (entry !== undefined) return entry;
      failedPolls = 0;
    } catch (error) {
      const mayPass = BackendError.is(error) && error.retryable && !(error instanceof LostRun);
      if (!mayPass || ++failedPolls === FAILED_POLLS) throw error;
    }
  }
}

/** A restarted server has forgotten its runs. */
class LostRun extends BackendError {
  constructor() {
    super(
      'unavailable',
      'the server knows nothing of the run any more; it was restarted or its queue was cleared',
    );
  }
}

/** @throws LostRun when the run is neither waiting, nor running, nor remembered */
async function findEnd(
  client: ComfyClient,
  promptId: string,
  signal: AbortSignal,
): Promise<HistoryEntry | undefined> {
  const entry = await client.history(promptId, signal);
  if (entry !== undefined) return entry;
  if ((await client.queuePlace(promptId, signal)) !== 'absent') return undefined;
  // It may have ended between the two questions.
  const late = await client.history(promptId, signal);
  if (late === undefined) throw new LostRun();
  return late;
}

/** Previews carry no id; under our client id there is only one run at a time. */
function belongsTo(promptId: string, message: ComfyMessage): boolean {
  return isPreview(message) || message.data.prompt_id === promptId;
}

/** Sent when the run is in the history, however it ended. */
function isEnd(message: ComfyMessage): boolean {
  return !isPreview(message) && message.type === 'executing' && message.data.node === null;
}

function hasFailed({ status }: HistoryEntry): boolean {
  return status?.status_str === 'error';
}

function picturesOf(entry: HistoryEntry): StoredImage[] {
  const { status, outputs = {} } = entry;
  if (hasFailed(entry)) {
    const find = (wanted: string) => status?.messages?.find(([event]) => event === wanted)?.[1];
    if (find('execution_interrupted') === undefined) throw executionFailed(find('execution_error') ?? {});
    const message = 'the run was interrupted on the server, not by us';
    throw new BackendError('unavailable', message, { retryable: false });
  }
  const images = Object.values(outputs).flatMap((output) => output.images ?? []);
  return [...images.filter(({ type }) => type !== 'temp'), ...images.filter(({ type }) => type === 'temp')];
}
