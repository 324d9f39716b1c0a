import type { GenerationEvent } from './generation-event.js';
import type { GenerationRequest } from './generation-request.js';
import type { BackendDescription } from './backend-description.js';
import type { CheckResult } from './check-result.js';
import type { ModelDescription } from './model-description.js';
import type { ModelManagement } from './model-management.js';

/** The version of this contract. A manifest names the range that it fits (`"contract": "^1"`). */
export const CONTRACT_VERSION = 1;

/**
 * A source of pictures. Seven members that every backend has, and `management` for those that can do more.
 *
 * The host runs every backend in a process of its own and talks to it by messages, so each argument and
 * result must survive the structured clone algorithm. The host sends one `generate` at a time to an
 * instance; `describe`, `listModels`, `check` and what `management` has may come while one runs.
 */
export interface ModelBackend {
  /** The contract version that this backend was written for: the literal `1`. */
  readonly contract: typeof CONTRACT_VERSION;

  /** Kebab-case, unique in a host: `local`, `forge`. */
  readonly id: string;

  /** What this backend is and runs on. Cheap: must not load a model. */
  describe(): Promise<BackendDescription>;

  /** The models on offer now. May change over time; the host asks again when it needs a fresh list. */
  listModels(): Promise<readonly ModelDescription[]>;

  /**
   * Says without generating whether `request` can be done. Never rejects for a bad request: a refusal is
   * data. `generate` must accept whatever `check` accepted, unless the world changed in between.
   */
  check(request: GenerationRequest): Promise<CheckResult>;

  /**
   * Makes the pictures of `request`.
   *
   * Order of events: one `started`; then any of `progress`, `preview`, `warning`, `checkpoint`; one
   * `image` per picture with rising `index` from 0; one `done`, last.
   *
   * Equal requests (with an equal seed) give equal pictures on the same device.
   *
   * @throws BackendError `cancelled` within one step of `signal` aborting; any other code of the closed
   *   list for a failure. An error of another type is taken as `internal`, not retryable.
   */
  generate(request: GenerationRequest, options: GenerateOptions): AsyncIterable<GenerationEvent>;

  /** Ends all work and releases everything: no timer, handle or file stays open. Safe to call twice. */
  dispose(): Promise<void>;

  /** What can be done with models beside making pictures. A backend that only generates leaves it out. */
  readonly management?: ModelManagement;
}

/** What comes beside a request. */
export interface GenerateOptions {
  /** Aborts when the job is cancelled or the host shuts down. */
  readonly signal: AbortSignal;
  /** The `data` of this backend's newest `checkpoint` event of an earlier attempt at the same request. */
  readonly resumeFrom?: Uint8Array;
  /** False where nobody looks at previews: a backend then spends nothing on them. Without it they are welcome. */
  readonly previews?: boolean;
}

/** The {@link GenerateOptions} that are plain data. */
export type GenerateChoices = Omit<GenerateOptions, 'signal'>;
