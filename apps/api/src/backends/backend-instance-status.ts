import type { DeviceDescription, ManagementAction, ModelDescription } from '@cyberimage/core';

/** How a backend instance is doing. */
export interface BackendInstanceStatus {
  readonly instanceId: string;
  /** The owner's name for it; a plugin's own instance has none. */
  readonly alias?: string;
  readonly displayName: string;
  readonly version?: string;
  readonly state: BackendInstanceState;
  /** For people: why it is not ready, or has no models to offer although it is. */
  readonly reason?: string;
  readonly device?: DeviceDescription;
  /** Starts after the first one. */
  readonly restarts: number;
  readonly pid?: number;
  /** What it can do with models beside generating. */
  readonly manages?: readonly ManagementAction[];
}

/**
 * `starting` for the first time; `restarting` after its process ended; `parked` when it failed too often
 * or cannot be started at all; `stopped` with the host or switched off; `not-set-up` for a plugin that needs
 * settings which nobody has given yet; `not-granted` for one that the owner has not allowed what it asks for.
 */
export type BackendInstanceState =
  'starting' | 'ready' | 'restarting' | 'parked' | 'stopped' | 'not-set-up' | 'not-granted';

/** A model and the instance that offers it. */
export interface HostedModel {
  readonly instanceId: string;
  /** The owner's name for the instance; a plugin's own has none. */
  readonly alias?: string;
  readonly model: ModelDescription;
}
