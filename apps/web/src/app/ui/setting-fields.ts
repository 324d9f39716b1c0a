type Value = string | number | boolean;

/** One setting of a plugin as a form shows it. */
export interface SettingField {
  readonly name: string;
  readonly title: string;
  readonly help: string | undefined;
  readonly kind: 'text' | 'address' | 'secret' | 'number' | 'choice' | 'switch';
  readonly isRequired: boolean;
  /** What stands in the field at first; a secret is never sent to the browser. */
  readonly value: Value | undefined;
  readonly byDefault: Value | undefined;
  /** Of a secret: whether one is kept. */
  readonly isKept: boolean;
  readonly choices: readonly Value[];
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly step: number | 'any';
}

/** What is set, as far as it may be shown. */
export interface GivenSettings {
  readonly settings: Readonly<Record<string, unknown>>;
  /** Names of the secrets that are kept. */
  readonly secrets: readonly string[];
  /** What holds where nothing is set, before the defaults of the schema. */
  readonly fromEnvironment?: Readonly<Record<string, Value>>;
}

/** The part of JSON schema that plugins describe their settings in. */
interface SettingSchema {
  readonly type: 'string' | 'integer' | 'number' | 'boolean';
  readonly title?: string;
  readonly description?: string;
  readonly default?: Value;
  readonly enum?: readonly Value[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly format?: string;
  readonly writeOnly?: boolean;
}

/** The settings of a plugin in the order of its schema; those that are required come first. */
export function settingFields(
  schema: Readonly<Record<string, unknown>> | null | undefined,
  given: GivenSettings = { settings: {}, secrets: [] },
): readonly SettingField[] {
  const properties = (schema?.['properties'] ?? {}) as Readonly<Record<string, SettingSchema>>;
  const required = (schema?.['required'] ?? []) as readonly string[];
  const fields = Object.entries(properties).map(([name, property]): SettingField => {
    const byDefault = given.fromEnvironment?.[name] ?? property.default;
    return {
      name,
      title: property.title ?? name,
      help: property.description,
      kind: kindOf(property),
      isRequired: required.includes(name),
      value: (given.settings[name] as Value | undefined) ?? byDefault,
      byDefault,
      isKept: given.secrets.includes(name),
      choices: property.enum ?? [],
      min: property.minimum,
      max: property.maximum,
      step: property.type === 'integer' ? 1 : 'any',
    };
  });
  return [...fields.filter((field) => field.isRequired), ...fields.filter((field) => !field.isRequired)];
}

function kindOf({ type, enum: choices, format, writeOnly }: SettingSchema): SettingField['kind'] {
  if (type === 'boolean') return 'switch';
  if (choices !== undefined) return 'choice';
  if (type !== 'string') return 'number';
  if (writeOnly === true) return 'secret';
  return format === 'uri' ? 'address' : 'text';
}

/**
 * What a form says of the settings: null takes one away, what is left out stays as it is or at its default.
 *
 * @param read gives what stands in a field, empty for nothing; `on` for a switch that is
 */
export function settingsOf(
  fields: readonly SettingField[],
  read: (name: string) => string,
): Readonly<Record<string, Value | null>> {
  const entries = fields.flatMap((field): [string, Value | null][] => {
    const value = valueOf(field, read(field.name));
    if (value === undefined)
      return field.kind === 'secret' || field.value === undefined ? [] : [[field.name, null]];
    return value === field.byDefault && field.value === field.byDefault ? [] : [[field.name, value]];
  });
  return Object.fromEntries(entries);
}

function valueOf({ kind, choices }: SettingField, text: string): Value | undefined {
  if (kind === 'switch') return text === 'on';
  if (text === '') return undefined;
  if (kind === 'number') return Number(text);
  return kind === 'choice' ? choices.find((choice) => String(choice) === text) : text;
}

/** The server tells all faults of the settings in one text; here each comes to its field. */
export function settingFaults(message: string): Readonly<Record<string, string>> {
  const faults = message.split('; ').flatMap((part) => {
    const match = /^settings\.([^:]+): (.+)$/.exec(part);
    return match === null ? [] : [[match[1] ?? '', match[2] ?? ''] as const];
  });
  return Object.fromEntries(faults);
}
