import { availableParallelism } from 'node:os';
import type { BackendContext } from '@cyberimage/core';
import { isDeviceChoice, type DeviceChoice } from '../runtime/device.js';

/** The manifest's settings, ready for use. */
export interface LocalSettings {
  /** Processor threads of one network call. */
  readonly threads: number;
  readonly device: DeviceChoice;
  /** GiB; 0 for automatic. */
  readonly memoryBudgetGb: number;
  /** How long an unused model stays in memory; 0 for as long as the process lives. */
  readonly idleMs: number;
  /** GiB of the disk for models with LoRAs merged in. */
  readonly loraCacheGb: number;
}

const MINUTE_MS = 60_000;

/** @param settings valid against the manifest; what is absent has the manifest's default */
export function readSettings(settings: BackendContext['settings']): LocalSettings {
  const number = (name: string, byDefault: number) => {
    const value = settings[name];
    return typeof value === 'number' ? value : byDefault;
  };
  const { device = 'auto' } = settings;
  return {
    threads: number('threads', 0) || availableParallelism(),
    device: isDeviceChoice(device) ? device : 'auto',
    memoryBudgetGb: number('memory_budget_gb', 0),
    idleMs: number('idle_minutes', 15) * MINUTE_MS,
    loraCacheGb: number('lora_cache_gb', 20),
  };
}
