/**
 * What a backend can do with its models beside making pictures: the optional member `management` of a
 * {@link ModelBackend}. Every part of it is optional too; the host offers people what is there. Calls may come
 * while a `generate` runs.
 */
export interface ModelManagement {
  /** How each model is now. Cheap: loads and fetches nothing. Models that nothing is known of are left out. */
  status?(): Promise<readonly ModelStatus[]>;

  /**
   * Gives the memory of a model back; of all models where none is named.
   *
   * @throws BackendError `unavailable` while the model is at work
   */
  unload?(modelId?: string): Promise<void>;

  /**
   * Puts a model's files in place, going on where an earlier call stopped. The host may run it in a process of
   * its own beside the one that generates.
   *
   * @param signal when it aborts, what has arrived is kept
   * @returns how far it is, sums that never fall
   * @throws BackendError `model-missing` with what to do about it, `unavailable` where a retry may help, `cancelled`
   */
  fetch?(modelId: string, signal: AbortSignal): AsyncIterable<FetchProgress>;

  /**
   * Removes a model's files, those of an unfinished `fetch` included. A model without any is no error.
   *
   * @throws BackendError `invalid-request` for files that are not this backend's to remove; `unavailable` while
   *   the model is at work or being fetched
   */
  removeFiles?(modelId: string): Promise<void>;

  /** Looks anew at what there is, such as the checkpoints in a server's folders. */
  refresh?(): Promise<void>;
}

/** The parts of {@link ModelManagement} by name. */
export const MANAGEMENT_ACTIONS = ['status', 'unload', 'fetch', 'removeFiles', 'refresh'] as const;

/** One of {@link MANAGEMENT_ACTIONS}. */
export type ManagementAction = (typeof MANAGEMENT_ACTIONS)[number];

/** How one model is; a member is absent where the backend cannot tell. */
export interface ModelStatus {
  /** The `id` of the model's description. */
  readonly id: string;
  /** Whether it is in memory. */
  readonly loaded: boolean;
  /** What it takes there. */
  readonly memoryBytes?: number;
  /** Absolute path of its files. */
  readonly folder?: string;
  /** What its files take on the disk; 0 while they are not there. */
  readonly diskBytes?: number;
  /** What an unfinished `fetch` has left. */
  readonly partialBytes?: number;
}

/** How far a `fetch` is. */
export interface FetchProgress {
  readonly doneBytes: number;
  readonly totalBytes: number;
}
