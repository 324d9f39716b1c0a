import type { Setting } from '../api/generated/models/setting';

export type SettingValue = Setting['value'];

/** What was edited and not saved yet, by the setting's name; null stands for "back to what it was without me". */
export type Drafts = Readonly<Record<string, SettingValue>>;

/** What a field shows: the draft, or what counts. */
export function shownValue(setting: Setting, drafts: Drafts): SettingValue {
  if (!(setting.name in drafts)) return setting.value;
  const draft = drafts[setting.name];
  return draft ?? setting.environment ?? setting.default;
}

/** Drafts with one more edit; an edit that changes nothing is none. */
export function edit(drafts: Drafts, setting: Setting, value: SettingValue): Drafts {
  const { [setting.name]: _before, ...others } = drafts;
  const isSame = value === setting.value || (value === '' && setting.value === null);
  return isSame ? others : { ...others, [setting.name]: value };
}

/** Where the value comes from, in words; undefined for the default, which needs none. */
export function sourceWords(setting: Setting, drafts: Drafts): string | undefined {
  if (setting.name in drafts) return $localize`not saved`;
  if (setting.source === 'environment') return $localize`from .env`;
  return setting.source === 'here' ? $localize`changed here` : undefined;
}

/** What a reset goes back to, in words. */
export function resetWords(setting: Setting): string {
  if (setting.secret) return $localize`Forget what was entered here`;
  const { environment, default: byDefault } = setting;
  const value = String(environment ?? byDefault ?? $localize`nothing`);
  if (environment !== null) return $localize`Back to ${value}:VALUE: of .env`;
  return $localize`Back to the default: ${value}:VALUE:`;
}
