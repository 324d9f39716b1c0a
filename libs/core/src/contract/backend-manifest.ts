import type { SettingsSchema } from './json.js';
import type { ModelBackend } from './model-backend.js';
import type { ModelLine } from '../models/model-line.js';

/**
 * The `cyberimage` key of a package.json: how a package offers a backend. The host checks it before any
 * of the package's code loads.
 */
export interface BackendManifest {
  /** The contract versions that the backend fits, as a semver range: `^1`. */
  readonly contract: string;
  /** The backend's id, kebab-case. */
  readonly id: string;
  /** The module to load, relative to the package; its default export is a {@link BackendFactory}. */
  readonly entry: string;
  /** For people. */
  readonly displayName: string;
  /** The settings that an instance takes. */
  readonly settings?: SettingsSchema;
  /** What the backend's process asks for; what is absent is not granted. */
  readonly permissions?: BackendPermissions;
}

/** What a backend may ask for. */
export interface BackendPermissions {
  /** Load native addons. */
  readonly nativeAddons?: boolean;
  /** Start processes. */
  readonly childProcesses?: boolean;
  /** Environment variables by name that are passed on. */
  readonly environment?: readonly string[];
  /**
   * Reach hosts on the network: `api.example.com`, `*.example.com` (each name under it, not itself), each with
   * a port where only that one is meant (`api.example.com:8443`), or `true` for any. Those that the owner
   * names in an address setting (`format: 'uri'`) need not stand here.
   */
  readonly network?: boolean | readonly string[];
  /** Start worker threads. Node's permission model does not hold in them. */
  readonly workerThreads?: boolean;
  /** The model lines of `.env` and read access to the model folders. */
  readonly models?: boolean;
}

/** Makes an instance of a backend; the default export of a manifest's `entry`. */
export type BackendFactory = (context: BackendContext) => ModelBackend | Promise<ModelBackend>;

/** What an instance is made with. */
export interface BackendContext {
  /** Unique in the host: `local`, `forge-attic`. */
  readonly instanceId: string;
  /** Valid against the manifest's settings schema, defaults filled in. */
  readonly settings: Readonly<Record<string, string | number | boolean>>;
  /** The model lines of `.env`, when `permissions.models` was granted; else empty. */
  readonly models: readonly ModelLine[];
  readonly paths: BackendPaths;
  /** Writes to the host's log under the instance's id. */
  readonly log: BackendLog;
  /**
   * `fetch` for the hosts that were granted. Rejects with a `BackendError` that names the host where one was
   * not, also when a redirect leads there. The global one is the same.
   */
  readonly fetch: typeof globalThis.fetch;
  /**
   * For clients of your own, WebSockets among them: whether they may connect to `address`. They are stopped
   * anyway, but with an error in their own words.
   *
   * @param address with its scheme: `wss://api.example.com/events`
   * @throws BackendError `unavailable`, not retryable, naming the host and what would allow it
   */
  readonly assertReachable: (address: string | URL) => void;
}

/** Folders, absolute. */
export interface BackendPaths {
  /** Where local models lie and downloads go (`MODELS_PATH`). */
  readonly models: string;
  /** LoRA files (`LORA_PATH`). */
  readonly loras: string;
  /** The instance's own folder for whatever it wants to keep; exists and is writable. */
  readonly data: string;
}

/** A small log. `data` must survive JSON. */
export type BackendLog = (
  level: 'debug' | 'info' | 'warn' | 'error',
  message: string,
  data?: Readonly<Record<string, unknown>>,
) => void;
