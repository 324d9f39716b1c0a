import type { BackendContext, SettingSchema, SettingsSchema } from '@cyberimage/core';

/** The settings of one instance by name. */
export type InstanceSettings = BackendContext['settings'];

/**
 * Complete settings, or every fault in them for people. `isSetUp` is false where nobody has given any
 * setting yet and one is needed: no fault, but nothing to run either.
 */
export type ResolvedSettings =
  | { readonly valid: true; readonly settings: InstanceSettings }
  | { readonly valid: false; readonly reason: string; readonly isSetUp: boolean };

/**
 * Holds `given` against a manifest's settings schema and fills in its defaults; where nothing is given,
 * from `environment` first.
 *
 * @param mixes whether variables also fill in what is missing beside what is given. A secret then comes from a
 *   variable only as long as no address is given: it must not go to another one than its own
 */
export function resolveSettings(
  schema: SettingsSchema | undefined,
  given: InstanceSettings,
  environment: NodeJS.ProcessEnv = process.env,
  mixes = false,
): ResolvedSettings {
  const properties = schema?.properties ?? {};
  const isUntouched = Object.keys(given).length === 0;
  const namesAddress = Object.keys(given).some((name) => properties[name]?.format !== undefined);
  const mayRead = ({ writeOnly }: SettingSchema): boolean =>
    isUntouched || (mixes && !(writeOnly === true && namesAddress));
  const faults = Object.keys(given)
    .filter((name) => !Object.hasOwn(properties, name))
    .map(
      (name) => `settings.${name}: unknown; it takes ${Object.keys(properties).join(', ') || 'no settings'}`,
    );

  const missing: string[] = [];
  const settings: Record<string, string | number | boolean> = {};
  for (const [name, property] of Object.entries(properties)) {
    const value =
      given[name] ??
      (mayRead(property) ? readVariable(property, environment) : undefined) ??
      property.default;
    if (value === undefined) {
      if (schema?.required?.includes(name)) missing.push(describeMissing(name, property));
      continue;
    }
    const fault = faultOf(property, value);
    // The value of a secret must not reach a log or a browser.
    const shown = property.writeOnly ? 'a hidden value' : JSON.stringify(value);
    if (fault === undefined) settings[name] = value;
    else faults.push(`settings.${name}: ${fault} (found ${shown})`);
  }
  const reason = [...missing, ...faults].join('; ');
  if (reason === '') return { valid: true, settings };
  return { valid: false, reason, isSetUp: !isUntouched || faults.length > 0 };
}

function describeMissing(name: string, { environment }: SettingSchema): string {
  const help = environment === undefined ? '' : `; set it, or the variable ${environment}`;
  return `settings.${name}: is required${help}`;
}

/** An empty variable is as good as none. Text that is no number stays text, for the fault to show it. */
function readVariable(
  { environment: name, type }: SettingSchema,
  environment: NodeJS.ProcessEnv,
): string | number | boolean | undefined {
  const text = name === undefined ? '' : (environment[name] ?? '').trim();
  if (text === '') return undefined;
  if (type === 'boolean') return text === 'true' || (text === 'false' ? false : text);
  const number = Number(text);
  return type === 'string' || Number.isNaN(number) ? text : number;
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
