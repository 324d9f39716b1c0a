/** A value that JSON can hold. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

/** An object that JSON can hold. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/**
 * The part of JSON Schema (draft 2020-12) that settings forms are drawn from: an object of scalar
 * properties. `writeOnly: true` marks a secret: it is stored encrypted and never sent to a browser.
 */
export interface SettingsSchema {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, SettingSchema>>;
  readonly required?: readonly string[];
}

/** One property of a {@link SettingsSchema}. */
export interface SettingSchema {
  readonly type: 'string' | 'integer' | 'number' | 'boolean';
  readonly title?: string;
  readonly description?: string;
  readonly default?: string | number | boolean;
  readonly enum?: readonly (string | number)[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: 'uri' | 'hostname';
  readonly writeOnly?: boolean;
  /**
   * Name of the environment variable that gives the value to an instance without settings of its own. An
   * instance with any never reads it: what belongs to one server must not go to another.
   */
  readonly environment?: string;
}
