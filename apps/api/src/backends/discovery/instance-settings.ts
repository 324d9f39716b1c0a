import type { SettingsSchema } from '@cyberimage/core';
import { resolveSettings, type InstanceSettings, type ResolvedSettings } from './resolve-settings.js';

/** Settings in two parts. */
export interface SplitSettings {
  readonly open: InstanceSettings;
  readonly secret: InstanceSettings;
}

/** Parts `settings` into what may be shown and what may not (`writeOnly`). */
export function splitSettings(schema: SettingsSchema | undefined, settings: InstanceSettings): SplitSettings {
  const isSecret = (name: string): boolean => schema?.properties[name]?.writeOnly === true;
  const entries = Object.entries(settings);
  return {
    open: Object.fromEntries(entries.filter(([name]) => !isSecret(name))),
    secret: Object.fromEntries(entries.filter(([name]) => isSecret(name))),
  };
}

/** A change of settings by name; null for those to be taken away. */
export type SettingsChange = Readonly<Record<string, string | number | boolean | null>>;

/** `before` with `change` made to it. */
export function changeSettings(before: InstanceSettings, change: SettingsChange): InstanceSettings {
  const entries = Object.entries({ ...before, ...change });
  return Object.fromEntries(entries.flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
}

/**
 * What is wrong with `settings`, for people; undefined for nothing. Never shows a secret.
 *
 * @param resolved by default: without any variable
 */
export function faultOf(
  schema: SettingsSchema | undefined,
  settings: InstanceSettings,
  resolved: ResolvedSettings = resolveSettings(schema, settings, {}),
): string | undefined {
  const withCredentials = addresses(schema, settings).find(({ url }) => url.username || url.password);
  if (withCredentials !== undefined) {
    return `settings.${withCredentials.name}: must not hold user name or password, it is shown; put them into auth`;
  }
  return resolved.valid ? undefined : resolved.reason;
}

/** Whether `after` names another server than `before`: the secrets of the one are not the other's. */
export function namesAnotherServer(
  schema: SettingsSchema | undefined,
  before: InstanceSettings,
  after: InstanceSettings,
): boolean {
  const origins = (settings: InstanceSettings): string =>
    addresses(schema, settings)
      .map(({ url }) => url.origin)
      .join(' ');
  return origins(before) !== origins(after);
}

function addresses(
  schema: SettingsSchema | undefined,
  settings: InstanceSettings,
): { readonly name: string; readonly url: URL }[] {
  return Object.entries(schema?.properties ?? {}).flatMap(([name, { format }]) => {
    const url = format === 'uri' ? URL.parse(String(settings[name] ?? '')) : null;
    return url === null ? [] : [{ name, url }];
  });
}
