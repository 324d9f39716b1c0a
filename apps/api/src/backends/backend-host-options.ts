import type { BackendLog, BackendPaths, ModelLine } from '@cyberimage/core';
import type { BackendPackage } from './backend-package.js';
import { DEFAULT_RESTART_LIMITS, type RestartLimits } from './instance/restart-policy.js';
import type { InstanceSettings } from './discovery/resolve-settings.js';
import type { NetworkAddress } from './network/network-rules.js';

/** Injection token of {@link BackendHostOptions}. */
export const BACKEND_HOST_OPTIONS = Symbol('BACKEND_HOST_OPTIONS');

/** What the backend host works with. */
export interface BackendHostOptions extends Partial<BackendHostLimits> {
  /** Packages, or folders of packages in the layout of node_modules. */
  readonly packageRoots: readonly string[];
  /** The model lines of `.env`, for backends whose manifest asks for them. */
  readonly models: readonly ModelLine[];
  /** Absolute. `data` is the parent of the instances' own folders, which the host makes. */
  readonly paths: BackendPaths;
  /** Settings by instance id; what is absent takes the default of the manifest. */
  readonly settings?: Readonly<Record<string, InstanceSettings>>;
  /** Variables that go before the process's own where a setting of a manifest names one. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Whether a plugin that the owner has not decided about may do what it asks for; absent: every one. */
  readonly isTrusted?: (source: BackendPackage) => boolean;
  /** The studio's own services, which no plugin may connect to. */
  readonly closedAddresses?: readonly NetworkAddress[];
  /** How often the host looks for packages that came, went or changed; absent: only at its start. */
  readonly watchIntervalMs?: number;
  /** Gets what the host and the backends have to say; `data.instanceId` names the instance. */
  readonly log: BackendLog;
}

/** What may change while the host runs. */
export type HostConfiguration = Partial<Pick<BackendHostOptions, 'models' | 'settings' | 'variables'>>;

/** Whether the package's own instance is started otherwise with `after` than with `before`. */
export function isConcerned(
  { manifest }: BackendPackage,
  before: HostConfiguration,
  after: HostConfiguration,
): boolean {
  const named = Object.values(manifest.settings?.properties ?? {}).flatMap(
    ({ environment: variable = [] }) => variable,
  );
  const relevant = ({ models, settings, variables }: HostConfiguration): string =>
    JSON.stringify([
      manifest.permissions?.models ? models : [],
      settings?.[manifest.id],
      named.map((name) => variables?.[name]),
    ]);
  return relevant(before) !== relevant(after);
}

/** How patient the host is. */
export interface BackendHostLimits {
  /** For a backend to stop or to dispose by itself before its process is killed. */
  readonly graceMs: number;
  /** From the start of a process until it has answered `describe()`. */
  readonly startTimeoutMs: number;
  /** For an answer to `listModels()` or `check()`. */
  readonly callTimeoutMs: number;
  /** How long `models()` waits for an instance that is starting. */
  readonly modelsWaitMs: number;
  /** Age from which a list of models is asked for again behind the scenes. */
  readonly modelsMaxAgeMs: number;
  readonly restart: RestartLimits;
}

/** The patience of a host that is not told otherwise. */
export const DEFAULT_LIMITS: BackendHostLimits = {
  graceMs: 5_000,
  startTimeoutMs: 60_000,
  callTimeoutMs: 15_000,
  modelsWaitMs: 5_000,
  modelsMaxAgeMs: 30_000,
  restart: DEFAULT_RESTART_LIMITS,
};
