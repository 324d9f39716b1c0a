import type { BackendContext } from '@cyberimage/core';

/** The settings of an instance, read. */
export interface ServiceSettings {
  /** Without a slash at the end; undefined when nobody has named a service. */
  readonly url: string | undefined;
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

/**
 * Reads `settings`, valid against the manifest's schema and complete.
 *
 * @param environment gives address and key where the settings name no address. Its key goes to its own
 *   address only: another server must not learn it.
 */
export function readSettings(
  settings: BackendContext['settings'],
  environment: NodeJS.ProcessEnv,
): ServiceSettings {
  const text = (name: string): string | undefined => String(settings[name] ?? '').trim() || undefined;
  const list = (name: string): string[] => {
    const entries = (text(name) ?? '').split(',').map((entry) => entry.trim());
    return [...new Set(entries.filter((entry) => entry !== ''))];
  };
  const ownUrl = text('url');
  const environmentKey = ownUrl === undefined ? environment['INFERENCE_SERVICE_API_KEY'] : undefined;
  return {
    url: (ownUrl ?? environment['INFERENCE_SERVICE_URL'])?.replace(/\/+$/, ''),
    apiKey: text('api_key') ?? environmentKey,
    models: list('models'),
    samplers: list('samplers'),
    defaultSteps: Number(settings['default_steps']),
    defaultSize: Number(settings['default_size']),
    maxImages: Number(settings['max_images']),
    timeoutMs: Number(settings['timeout_seconds']) * 1000,
  };
}
