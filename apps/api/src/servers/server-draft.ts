import type { SettingsChange } from '../backends/discovery/instance-settings.js';

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

/** All settings that `draft` gives. */
export function settingsOf({ url, auth, settings }: ServerDraft): SettingsChange {
  return { ...settings, ...auth, ...(url !== undefined && { url }) };
}
