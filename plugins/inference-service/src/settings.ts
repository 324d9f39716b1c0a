import type { BackendContext } from '@cyberimage/core';

/** The settings of an instance, read. */
export interface ServiceSettings {
  /** Without a slash at the end. */
  readonly url: string;
  readonly apiKey: string | undefined;
  /** Empty for the service's default model alone. */
  readonly models: readonly string[];
  /** Empty where the service decides. */
  readonly samplers: readonly string[];
  readonly defaultSteps: number;
  /** Width and height in pixels. */
  readonly defaultSize: number;
  readonly maxImages: number;
  /** For one picture, to its last byte. */
  readonly timeoutMs: number;
}

/** Reads `settings`, valid against the manifest's schema and complete. */
export function readSettings(settings: BackendContext['settings']): ServiceSettings {
  const text = (name: string): string | undefined => String(settings[name] ?? '').trim() || undefined;
  const list = (name: string): string[] => {
    const entries = (text(name) ?? '').split(',').map((entry) => entry.trim());
    return [...new Set(entries.filter((entry) => entry !== ''))];
  };
  return {
    url: (text('url') ?? '').replace(/\/+$/, ''),
    apiKey: text('api_key'),
    models: list('models'),
    samplers: list('samplers'),
    defaultSteps: Number(settings['default_steps']),
    defaultSize: Number(settings['default_size']),
    maxImages: Number(settings['max_images']),
    timeoutMs: Number(settings['timeout_seconds']) * 1000,
  };
}
