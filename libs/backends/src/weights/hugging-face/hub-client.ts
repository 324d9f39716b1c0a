import { listFiles, modelInfo, type ListFileEntry } from '@huggingface/hub';
import { BackendError } from '@cyberimage/core';
import { closedToPlugin, refusedByHub, unreachableHub } from './hub-failure.js';
import type { HubFile, HubListing } from './hub-file.js';
import type { HubSettings } from './hub-settings.js';
import type { ModelPlace } from './model-place.js';

const PARTIAL_CONTENT = 206;

/** Reads one repository of the Hugging Face hub. */
export class HubClient {
  readonly #settings: HubSettings;
  readonly #place: ModelPlace;
  readonly #signal: AbortSignal;

  /** @param signal ends every request */
  constructor(settings: HubSettings, place: ModelPlace, signal: AbortSignal) {
    this.#settings = settings;
    this.#place = place;
    this.#signal = signal;
  }

  /**
   * Pins the revision to a commit and lists its files.
   *
   * @throws BackendError `model-missing` with what to do; `unavailable` without network; `cancelled`
   */
  async list(): Promise<HubListing> {
    const { repo, revision } = this.#place;
    const shared = { hubUrl: this.#settings.endpoint, fetch: this.#fetch };
    const { sha: commit } = await modelInfo({ ...shared, name: repo, revision, additionalFields: ['sha'] });
    const files: HubFile[] = [];
    for await (const entry of listFiles({ ...shared, repo, revision: commit, recursive: true })) {
      const file = toHubFile(entry);
      if (file !== undefined) files.push(file);
    }
    return { commit, files };
  }

  /**
   * Opens a file at an offset. Not through the library's `downloadFile`, whose stream turns every failure
   * into a bare text, and takes a whole file for the rest of one.
   *
   * @param offset bytes that are there already, less than the file's size
   * @throws BackendError as {@link list}
   */
  async open(commit: string, { path }: HubFile, offset: number): Promise<AsyncIterable<Uint8Array>> {
    const encoded = path.split('/').map(encodeURIComponent).join('/');
    const url = `${this.#settings.endpoint}/${this.#place.repo}/resolve/${commit}/${encoded}`;
    // A compressed answer would not have the file's bytes.
    const headers = { 'accept-encoding': 'identity', ...(offset > 0 && { range: `bytes=${offset}-` }) };
    const response = await this.#fetch(url, { headers });
    if (response.body === null) throw new BackendError('unavailable', `${url} answered without content`);
    if (offset === 0 || startsAt(response, offset)) return response.body;
    await response.body.cancel();
    const message = `${url} cannot be continued at byte ${offset}: the server sent ${response.status}`;
    throw new BackendError('unavailable', message);
  }

  readonly #fetch = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers);
    const { token } = this.#settings;
    // fetch itself drops the header when the hub redirects to a storage server.
    if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
    const response = await fetch(input, { ...init, headers, signal: this.#signal }).catch(
      (error: unknown) => {
        this.#signal.throwIfAborted();
        if (BackendError.is(error)) throw closedToPlugin(error);
        throw unreachableHub(error, this.#settings);
      },
    );
    if (response.ok) return response;
    await response.body?.cancel();
    throw refusedByHub(response, this.#place, this.#settings);
  };
}

function startsAt({ status, headers }: Response, offset: number): boolean {
  return status === PARTIAL_CONTENT && headers.get('content-range')?.startsWith(`bytes ${offset}-`) === true;
}

function toHubFile({ type, path, size, oid, lfs }: ListFileEntry): HubFile | undefined {
  if (type !== 'file') return undefined;
  if (lfs !== undefined) return { path, sizeBytes: lfs.size, checksum: { kind: 'sha256', digest: lfs.oid } };
  if (oid === undefined) return undefined;
  return { path, sizeBytes: size, checksum: { kind: 'git-blob', digest: oid } };
}
