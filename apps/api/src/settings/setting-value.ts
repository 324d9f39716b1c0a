import { z } from 'zod';
import { environmentSchema } from '../platform/config/settings.schema.js';

/** What a setting is to a form. */
export interface SettingType {
  readonly type: 'integer' | 'number' | 'text' | 'choice' | 'boolean';
  readonly min?: number;
  readonly max?: number;
  readonly choices?: readonly string[];
}

/** Texts by the name of the variable. */
export type SettingTexts = Readonly<Record<string, string>>;

/** A value as people see it; null for none. */
export type SettingValue = string | number | boolean | null;

type Variable = keyof typeof environmentSchema.shape;

interface OutputSchema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
}

/** What the schema of `.env` says of a variable's value. */
export function typeOfVariable(name: Variable): SettingType {
  const schema = z.toJSONSchema(environmentSchema.shape[name], {
    io: 'output',
    unrepresentable: 'any',
  }) as OutputSchema;
  const { type, enum: choices, minimum, maximum } = schema;
  if (choices !== undefined) return { type: 'choice', choices };
  if (type === 'number' || type === 'integer') {
    return {
      type: 'integer',
      ...(minimum !== undefined && { min: minimum }),
      ...(maximum !== undefined && { max: maximum }),
    };
  }
  return { type: type === 'boolean' ? 'boolean' : 'text' };
}

/** @returns the value of a variable's text, or for people what would be right */
export function readVariableValue(
  name: Variable,
  text: string | undefined,
): { readonly value: SettingValue } | { readonly expected: string } {
  const parsed = environmentSchema.shape[name].safeParse(text);
  if (!parsed.success) return { expected: parsed.error.issues[0]?.message ?? 'expected another value' };
  const { data } = parsed;
  if (typeof data === 'string' || typeof data === 'number' || typeof data === 'boolean')
    return { value: data };
  return { value: Array.isArray(data) ? data.join(', ') : null };
}
