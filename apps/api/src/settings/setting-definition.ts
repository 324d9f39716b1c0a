import type { BackendManifest, SettingSchema } from '@cyberimage/core';
import { resolveSettings } from '../backends/discovery/resolve-settings.js';
import type { environmentSchema } from '../platform/config/settings.schema.js';
import { CHANGEABLE_SETTINGS, type SettingText } from './changeable-settings.js';
import { readVariableValue, typeOfVariable, type SettingType, type SettingValue } from './setting-value.js';

/** A setting that may be changed while the studio runs. */
export interface SettingDefinition extends SettingText, SettingType {
  /** The variable of `.env` that gives it, too. */
  readonly name: string;
  /** Of a backend's setting: whose; that backend is started anew when it changes. */
  readonly backend?: string;
  /** @returns the value that a variable's text gives, or for people what would be right */
  readonly read: (text: string | undefined) => ReadValue;
}

type ReadValue = { readonly value: SettingValue } | { readonly expected: string };

/** Those of the studio itself. */
export const STUDIO_SETTINGS: readonly SettingDefinition[] = Object.entries(CHANGEABLE_SETTINGS).map(
  ([key, text]) => {
    const name = key as keyof typeof environmentSchema.shape;
    return { name, ...text, ...typeOfVariable(name), read: (value) => readVariableValue(name, value) };
  },
);

/** Those of a backend that runs models here, as its manifest names them. */
export function settingsOfBackend({ displayName, settings }: BackendManifest): SettingDefinition[] {
  return Object.entries(settings?.properties ?? {}).flatMap(([key, property]) => {
    const { environment: name, title, description, writeOnly } = property;
    if (name === undefined || writeOnly === true) return [];
    return {
      name,
      backend: displayName,
      group: 'backend' as const,
      label: title ?? key,
      description: description ?? '',
      ...typeOfProperty(property),
      read: (text) => readProperty(key, property, name, text),
    };
  });
}

function typeOfProperty({ type, enum: choices, minimum, maximum }: SettingSchema): SettingType {
  if (choices !== undefined) return { type: 'choice', choices: choices.map(String) };
  return {
    type: type === 'string' ? 'text' : type,
    ...(minimum !== undefined && { min: minimum }),
    ...(maximum !== undefined && { max: maximum }),
  };
}

function readProperty(
  key: string,
  property: SettingSchema,
  name: string,
  text: string | undefined,
): ReadValue {
  const schema = { type: 'object', properties: { [key]: property } } as const;
  const resolved = resolveSettings(schema, {}, { [name]: text });
  if (resolved.valid) return { value: resolved.settings[key] ?? null };
  return { expected: resolved.reason.replace(`settings.${key}: `, '') };
}
