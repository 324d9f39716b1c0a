import type { BackendContext } from '@cyberimage/core';

/** The settings of an instance, read. */
export interface ComfyUiSettings {
  /** Without a slash at the end. */
  readonly url: string;
  /** The value of the Authorization header. */
  readonly authorization: string | undefined;
  /** In API format; empty for the default one or {@link graphFile}. */
  readonly graph: string;
  /** Path from the data folder; empty where there is none. */
  readonly graphFile: string;
  readonly maxImages: number;
  /** For one picture, with the time in the server's queue. */
  readonly timeoutMs: number;
  /** Between questions about a run while there is no WebSocket. */
  readonly pollMs: number;
  /** For a WebSocket to open; without it the server is asked instead. */
  readonly connectMs: number;
}

const POLL_MS = 1000;
const CONNECT_MS = 5000;

/** Reads `settings`, valid against the manifest's schema and complete. */
export function readSettings(settings: BackendContext['settings']): ComfyUiSettings {
  const text = (name: string): string => String(settings[name] ?? '').trim();
  return {
    url: text('url').replace(/\/+$/, ''),
    authorization: text('authorization') || undefined,
    graph: text('graph'),
    graphFile: text('graph_file'),
    maxImages: Number(settings['max_images']),
    timeoutMs: Number(settings['timeout_seconds']) * 1000,
    pollMs: POLL_MS,
    connectMs: CONNECT_MS,
  };
}
