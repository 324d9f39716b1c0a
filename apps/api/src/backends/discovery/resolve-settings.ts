import type { BackendContext, SettingSchema, SettingsSchema } from '@cyberimage/core';

/** The settings of one instance by name. */
export type InstanceSettings = BackendContext['settings'];

/** Complete settings, or every fault in them for people. */
export type ResolvedSettings =
  | { readonly valid: true; readonly settings: InstanceSettings }
  | { readonly valid: false; readonly reason: string };

/** Holds `given` against a manifest's settings schema and fills in its defaults. */
export function resolveSettings(
  schema: SettingsSchema | undefined,
  given: InstanceSettings,
): ResolvedSettings {
  const properties = schema?.properties ?? {};
  const faults = Object.keys(given)
    .filter((name) => !Object.hasOwn(properties, name))
    .map(
      (name) => `settings.${name}: unknown; it takes ${Object.keys(properties).join(', ') || 'no settings'}`,
    );

  const settings: Record<string, string | number | boolean> = {};
  for (const [name, property] of Object.entries(properties)) {
    const value = given[name] ?? property.default;
    if (value === undefined) {
      if (schema?.required?.includes(name)) faults.push(`settings.${name}: is required`);
      continue;
    }
    const fault = faultOf(property, value);
    // The value of a secret must not reach a log or a browser.
    const shown = property.writeOnly ? 'a hidden value' : JSON.stringify(value);
    if (fault === undefined) settings[name] = value;
    else faults.push(`settings.${name}: ${fault} (found ${shown})`);
  }
  return faults.length > 0 ? { valid: false, reason: faults.join('; ') } : { valid: true, settings };
}

function faultOf(schema: SettingSchema, value: string | number | boolean): string | undefined {
  const type = schema.type === 'integer' ? 'number' : schema.type;
  if (typeof value !== type) return `must be of type ${schema.type}`;
  if (schema.enum && !(schema.enum as readonly unknown[]).includes(value)) {
    return `must be one of ${schema.enum.join(', ')}`;
  }
  if (typeof value === 'number') return numberFault(schema, value);
  if (typeof value === 'string') return stringFault(schema, value);
  return undefined;
}

function numberFault(schema: SettingSchema, value: number): string | undefined {
  if (!Number.isFinite(value) || (schema.type === 'integer' && !Number.isInteger(value))) {
    return `must be of type ${schema.type}`;
  }
  if (schema.minimum !== undefined && value < schema.minimum) return `must be ${schema.minimum} or more`;
  if (schema.maximum !== undefined && value > schema.maximum) return `must be ${schema.maximum} or less`;
  return undefined;
}

function stringFault(schema: SettingSchema, value: string): string | undefined {
  const { minLength = 0, maxLength = Infinity, pattern, format } = schema;
  if (value.length < minLength) return `must have ${minLength} characters or more`;
  if (value.length > maxLength) return `must have ${maxLength} characters or fewer`;
  if (pattern !== undefined && !new RegExp(pattern, 'v').test(value)) return `must match ${pattern}`;
  if (format === 'uri' && !URL.canParse(value)) return 'must be an address such as http://gpu-box:7860';
  if (format === 'hostname' && !/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(value)) return 'must be a host name';
  return undefined;
}
