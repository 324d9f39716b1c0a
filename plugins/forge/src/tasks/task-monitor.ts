import type { ForgeClient } from '../http/forge-client.js';
import { asNumber, asRecord, asText } from '../http/read-json.js';
import { readPictureFile, type PictureFile } from '../pictures/media-type.js';
import type { TaskState } from './task-state.js';

const PROGRESS_TIMEOUT_MS = 10_000;
/** Some servers preview at full size; the host takes small pictures. */
const PREVIEW_BYTES = 2 * 2 ** 20;
const DATA_URI = /^data:image\/[a-z]+;base64,/;

/** What a server can tell of its tasks. */
export interface TrackingAbilities {
  /** Takes `force_task_id`: not SD.Next. */
  readonly namesTasks: boolean;
  /** Whatever runs is ours. */
  readonly dedicated: boolean;
}

/** Asks the server how one of our tasks is doing. */
export class TaskMonitor {
  #previewId = -1;

  constructor(
    private readonly client: ForgeClient,
    private readonly taskId: string,
    private readonly abilities: TrackingAbilities,
    private readonly pollTimeoutMs: number,
    private readonly previews: boolean,
  ) {}

  /**
   * The task's state now.
   *
   * @throws LostConnection when the server does not answer
   */
  async poll(signal?: AbortSignal): Promise<TaskState> {
    if (!this.abilities.namesTasks) return this.#pollWhateverRuns(signal);
    const reply = await this.client.send('/internal/progress', {
      timeoutMs: this.pollTimeoutMs,
      signal,
      isQuestion: true,
      body: { id_task: this.taskId, id_live_preview: this.#previewId, live_preview: this.previews },
    });
    // An API-only server (--nowebui) has no such route.
    if (reply.status === 404) return this.#pollWhateverRuns(signal);
    if (reply.status >= 400) return { phase: 'unknown' };
    return this.#read(asRecord(JSON.parse(reply.bytes.toString())));
  }

  #read(body: Readonly<Record<string, unknown>>): TaskState {
    if (body['queued'] === true) return { phase: 'queued' };
    if (body['active'] !== true) return { phase: body['completed'] === true ? 'completed' : 'unknown' };
    this.#previewId = asNumber(body['id_live_preview']) ?? this.#previewId;
    const fraction = asNumber(body['progress']);
    const preview = this.previews ? readPreview(asText(body['live_preview'])) : undefined;
    return {
      phase: 'active',
      ...(fraction === undefined ? {} : { fraction: Math.min(1, Math.max(0, fraction)) }),
      ...(preview === undefined ? {} : { preview }),
    };
  }

  /** This route names no task: it may show somebody else's job, and a preview would be somebody else's picture. */
  async #pollWhateverRuns(signal: AbortSignal | undefined): Promise<TaskState> {
    const progress = await readProgress(this.client, signal);
    return this.abilities.dedicated && !progress.isIdle
      ? { phase: 'untracked', fraction: progress.fraction }
      : { phase: 'untracked' };
  }
}

/** The job that the server runs, whosever it is. */
export interface ServerProgress {
  readonly isIdle: boolean;
  readonly fraction: number;
  /** Whether the newest job was interrupted. */
  readonly interrupted: boolean;
  /** Start of the newest job in the server's local time; equals `info.job_timestamp`. */
  readonly jobTimestamp: string | undefined;
}

/**
 * Asks for the newest job's progress.
 *
 * @throws BackendError where the server has no REST API or does not answer
 */
export async function readProgress(client: ForgeClient, signal?: AbortSignal): Promise<ServerProgress> {
  const path = '/sdapi/v1/progress?skip_current_image=true';
  const body = asRecord(await client.json(path, { timeoutMs: PROGRESS_TIMEOUT_MS, signal }));
  const state = asRecord(body['state']);
  return {
    isIdle: state['job'] === '' && state['job_count'] === 0,
    fraction: Math.min(1, Math.max(0, asNumber(body['progress']) ?? 0)),
    interrupted: state['interrupted'] === true,
    jobTimestamp: asText(state['job_timestamp']),
  };
}

/** A preview is a nicety: what cannot be read is left out. */
function readPreview(text: string | undefined): PictureFile | undefined {
  if (text === undefined || !DATA_URI.test(text)) return undefined;
  try {
    const data = Buffer.from(text.replace(DATA_URI, ''), 'base64');
    return data.length > PREVIEW_BYTES ? undefined : readPictureFile(data);
  } catch {
    return undefined;
  }
}
