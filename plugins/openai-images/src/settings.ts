import type { BackendContext } from '@cyberimage/core';

/** The settings of an instance, read. Lists are empty where nothing is offered. */
export interface ImagesSettings {
  /** With `/v1`, without a slash at the end; undefined when nobody has named a server. */
  readonly url: string | undefined;
  readonly apiKey: string | undefined;
  /** Names, or patterns with `*` for the server's own list. */
  readonly models: readonly string[];
  readonly sizes: readonly string[];
  readonly qualities: readonly string[];
  readonly styles: readonly string[];
  readonly backgrounds: readonly string[];
  readonly maxImages: number;
  /** Undefined leaves it to the server. */
  readonly responseFormat: 'b64_json' | 'url' | undefined;
  /** Previews asked for per picture; 0 asks for no stream. */
  readonly partialImages: number;
  readonly takesSeed: boolean;
  /** For one answer, to its last byte. */
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
): ImagesSettings {
  const text = (name: string): string | undefined => String(settings[name] ?? '').trim() || undefined;
  const list = (name: string): string[] =>
    (text(name) ?? '')
      .split(',')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== '');
  const format = text('response_format');
  const ownUrl = text('url');
  return {
    url: (ownUrl ?? environment['OPENAI_BASE_URL'])?.replace(/\/+$/, ''),
    apiKey: text('api_key') ?? (ownUrl === undefined ? environment['OPENAI_API_KEY'] : undefined),
    models: list('models'),
    sizes: list('sizes'),
    qualities: list('qualities'),
    styles: list('styles'),
    backgrounds: list('backgrounds'),
    maxImages: Number(settings['max_images']),
    responseFormat: format === 'b64_json' || format === 'url' ? format : undefined,
    partialImages: Number(settings['partial_images']),
    takesSeed: settings['takes_seed'] === true,
    timeoutMs: Number(settings['timeout_seconds']) * 1000,
  };
}
