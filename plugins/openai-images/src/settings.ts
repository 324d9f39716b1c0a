import type { BackendContext } from '@cyberimage/core';

/** The settings of an instance, read. Lists are empty where nothing is offered. */
export interface ImagesSettings {
  /** With `/v1`, without a slash at the end. */
  readonly url: string;
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
  /** Whether pictures can be started from; `auto` asks the server. */
  readonly edits: 'auto' | 'yes' | 'no';
  readonly takesSeed: boolean;
  /** For one answer, to its last byte. */
  readonly timeoutMs: number;
}

/** Reads `settings`, valid against the manifest's schema and complete. */
export function readSettings(settings: BackendContext['settings']): ImagesSettings {
  const text = (name: string): string | undefined => String(settings[name] ?? '').trim() || undefined;
  const list = (name: string): string[] =>
    (text(name) ?? '')
      .split(',')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== '');
  const format = text('response_format');
  return {
    url: (text('url') ?? '').replace(/\/+$/, ''),
    apiKey: text('api_key'),
    models: list('models'),
    sizes: list('sizes'),
    qualities: list('qualities'),
    styles: list('styles'),
    backgrounds: list('backgrounds'),
    maxImages: Number(settings['max_images']),
    responseFormat: format === 'b64_json' || format === 'url' ? format : undefined,
    partialImages: Number(settings['partial_images']),
    edits: (text('edits') ?? 'auto') as ImagesSettings['edits'],
    takesSeed: settings['takes_seed'] === true,
    timeoutMs: Number(settings['timeout_seconds']) * 1000,
  };
}
