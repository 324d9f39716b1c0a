import type { ServerSettings } from './server.entity.js';

/** What an owner says of a server. */
export interface ServerDraft {
  readonly alias?: string | undefined;
  readonly plugin?: string | undefined;
  /** Short for the setting `url`. */
  readonly url?: string | undefined;
  /** Further settings, by custom the credentials. A null takes a setting away. */
  readonly auth?: SettingsChange | undefined;
  readonly settings?: SettingsChange | undefined;
  readonly enabled?: boolean | undefined;
}

/** Settings by name; null for those to be taken away. */
export type SettingsChange = Readonly<Record<string, string | number | boolean | null>>;

/** All settings that `draft` gives. */
export function settingsOf({ url, auth, settings }: ServerDraft): SettingsChange {
  return { ...settings, ...auth, ...(url !== undefined && { url }) };
}

/** `before` with `change` made to it. */
export function changeSettings(before: ServerSettings, change: SettingsChange): ServerSettings {
  const entries = Object.entries({ ...before, ...change });
  return Object.fromEntries(entries.flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
}
