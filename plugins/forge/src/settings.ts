import type { BackendContext, SettingsSchema } from '@cyberimage/core';

/** How the server is reached: its REST API, the queue of its web UI, or whichever is there. */
type ServerMode = 'auto' | 'rest' | 'gradio';

/** Which product the server is; `auto` finds out by its routes. */
export type ServerKind = 'forge' | 'a1111' | 'reforge' | 'sdnext';

/** Where a server is and how to enter. */
export interface ServerAddress {
  /** Without a trailing slash, user name or password. */
  readonly baseUrl: string;
  /** Host and port, for people. */
  readonly label: string;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly allowSelfSigned: boolean;
}

/** The settings of an instance, read. */
export interface ForgeSettings {
  readonly address: ServerAddress;
  readonly mode: ServerMode;
  readonly kind: ServerKind | 'auto';
  /** Longest time for one picture, its wait in the server's queue included, in milliseconds. */
  readonly pictureTimeoutMs: number;
  /** Nobody else uses the server. */
  readonly dedicated: boolean;
}

/** The settings that an instance takes; the manifest in package.json carries the same. */
export const SETTINGS_SCHEMA: SettingsSchema = {
  type: 'object',
  properties: {
    url: {
      type: 'string',
      title: 'Address',
      description: 'Where the server listens: http://localhost:7860',
      format: 'uri',
    },
    username: { type: 'string', title: 'User name', description: 'Of --api-auth or --gradio-auth' },
    password: { type: 'string', title: 'Password', writeOnly: true },
    mode: {
      type: 'string',
      title: 'Way in',
      description: 'rest needs a server started with --api; gradio goes through the web UI’s queue',
      enum: ['auto', 'rest', 'gradio'],
      default: 'auto',
    },
    kind: {
      type: 'string',
      title: 'Product',
      enum: ['auto', 'forge', 'a1111', 'reforge', 'sdnext'],
      default: 'auto',
    },
    timeoutSeconds: {
      type: 'integer',
      title: 'Longest time for a picture, in seconds',
      description: 'Counts the wait behind other people’s jobs on the server',
      minimum: 10,
      maximum: 86400,
      default: 1800,
    },
    dedicated: {
      type: 'boolean',
      title: 'Only CyberImage uses this server',
      description: 'Leaves the last checkpoint loaded, and stops jobs on servers that do not name them',
      default: false,
    },
    allowSelfSigned: {
      type: 'boolean',
      title: 'Accept a self-signed certificate',
      default: false,
    },
  },
  required: ['url'],
};

/**
 * Reads an instance's settings. A user name and password inside the URL are taken out of it, so that no
 * message can show them.
 *
 * @throws TypeError when `url` is not an http or https URL
 */
export function readSettings(settings: BackendContext['settings']): ForgeSettings {
  return {
    address: readAddress(settings),
    mode: (settings['mode'] ?? 'auto') as ServerMode,
    kind: (settings['kind'] ?? 'auto') as ForgeSettings['kind'],
    pictureTimeoutMs: Number(settings['timeoutSeconds'] ?? 1800) * 1000,
    dedicated: settings['dedicated'] === true,
  };
}

/** The part of the settings that says where the server is; see {@link readSettings}. */
export function readAddress(settings: BackendContext['settings']): ServerAddress {
  const text = String(settings['url'] ?? '');
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new TypeError('url must be an http or https address such as http://localhost:7860');
  const given = (name: string, inUrl: string) =>
    String(settings[name] ?? '') || decodeURIComponent(inUrl) || undefined;
  return {
    baseUrl: `${url.origin}${url.pathname}`.replace(/\/+$/, ''),
    label: url.host,
    username: given('username', url.username),
    password: given('password', url.password),
    allowSelfSigned: settings['allowSelfSigned'] === true,
  };
}
