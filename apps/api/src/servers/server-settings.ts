import type { SettingsSchema } from '@cyberimage/core';
import { resolveSettings } from '../backends/discovery/resolve-settings.js';
import type { ServerSettings } from './server.entity.js';

/** Settings in two parts. */
export interface SplitSettings {
  readonly open: ServerSettings;
  readonly secret: ServerSettings;
}

/** Parts `settings` into what may be shown and what may not (`writeOnly`). */
export function splitSettings(schema: SettingsSchema | undefined, settings: ServerSettings): SplitSettings {
  const isSecret = (name: string): boolean => schema?.properties[name]?.writeOnly === true;
  const entries = Object.entries(settings);
  return {
    open: Object.fromEntries(entries.filter(([name]) => !isSecret(name))),
    secret: Object.fromEntries(entries.filter(([name]) => isSecret(name))),
  };
}

/** What is wrong with `settings`, for people; undefined for nothing. Never shows a secret. */
export function faultOf(schema: SettingsSchema | undefined, settings: ServerSettings): string | undefined {
  const withCredentials = addresses(schema, settings).find(({ url }) => url.username || url.password);
  if (withCredentials !== undefined) {
    return `settings.${withCredentials.name}: must not hold user name or password, it is shown; put them into auth`;
  }
  const resolved = resolveSettings(schema, settings, {});
  return resolved.valid ? undefined : resolved.reason;
}

/** Whether `after` names another server than `before`: the secrets of the one are not the other's. */
export function namesAnotherServer(
  schema: SettingsSchema | undefined,
  before: ServerSettings,
  after: ServerSettings,
): boolean {
  const origins = (settings: ServerSettings): string =>
    addresses(schema, settings)
      .map(({ url }) => url.origin)
      .join(' ');
  return origins(before) !== origins(after);
}

function addresses(
  schema: SettingsSchema | undefined,
  settings: ServerSettings,
): { readonly name: string; readonly url: URL }[] {
  return Object.entries(schema?.properties ?? {}).flatMap(([name, { format }]) => {
    const url = format === 'uri' ? URL.parse(String(settings[name] ?? '')) : null;
    return url === null ? [] : [{ name, url }];
  });
}
