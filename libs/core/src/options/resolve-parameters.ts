import type { Adjustment, RefusalReason } from '../contract/check-result.js';
import type { ParameterValue } from '../contract/generation-request.js';
import type {
  ChoiceOption,
  NumberOption,
  OptionSchema,
  OptionSpec,
  TextOption,
} from '../contract/option-schema.js';
import { findChoice } from './find-choice.js';
import { canonicalParameter } from './parameter-aliases.js';
import { readLoras } from './read-loras.js';
import { wrongType } from './wrong-type.js';

/** A request made complete, or the reasons why it cannot be. */
export type ResolvedParameters =
  | {
      readonly valid: true;
      /** Every parameter of the schema except the seed, and those whose `needs` is not met. */
      readonly parameters: Readonly<Record<string, ParameterValue>>;
      /** The seed asked for; undefined for −1 or absent: the caller chooses one. */
      readonly seed: bigint | undefined;
      /** Values moved to the nearest step, and such. */
      readonly adjustments: readonly Adjustment[];
    }
  | { readonly valid: false; readonly reasons: readonly RefusalReason[] };

/** The parameter that a request has apart from the others. */
const SEED = 'seed';

const SEED_LIMIT = 2n ** 64n;

/**
 * Holds `given` against a model's option schema: replaces aliases, fills in defaults, moves numbers to
 * the nearest step, and refuses what does not fit. All faults are reported, not just the first.
 *
 * @param schema the model's option schema
 * @param given parameters by name or alias, as a client sent them; null counts as absent
 * @returns the complete parameters, or one reason per fault (`unknown-field`, `duplicate-field`,
 *   `wrong-type`, `out-of-range`, `too-long`, `required`, `unknown-choice`). Whether there is a picture of an
 *   image option's id is the host's to say.
 */
export function resolveParameters(
  schema: OptionSchema,
  given: Readonly<Record<string, unknown>>,
): ResolvedParameters {
  const reasons: RefusalReason[] = [];
  const adjustments: Adjustment[] = [];
  const values = canonicalNames(schema, given, reasons);
  const parameters: Record<string, ParameterValue> = {};
  let seed: bigint | undefined;

  for (const [field, option] of Object.entries(schema)) {
    const value = values.get(field);
    if (option.type === 'seed') {
      const result = value === undefined ? undefined : readSeed(field, value.value);
      if (typeof result === 'object') reasons.push({ ...result, field: value?.name ?? field });
      else if (field === SEED) seed = result;
      else parameters[field] = String(result ?? option.default);
      continue;
    }
    const result = readValue(value?.name ?? field, option, value?.value ?? option.default);
    if (typeof result === 'object' && 'code' in result) {
      reasons.push(result);
    } else if (typeof result === 'object') {
      parameters[field] = result.to;
      adjustments.push({ ...result, field });
    } else {
      parameters[field] = result;
    }
  }
  leaveOutUnneeded(schema, parameters);
  return reasons.length > 0 ? { valid: false, reasons } : { valid: true, parameters, seed, adjustments };
}

/** In the order of the schema: what needs an option that was itself left out goes, too. */
function leaveOutUnneeded(schema: OptionSchema, parameters: Record<string, ParameterValue>): void {
  for (const [field, { needs }] of Object.entries(schema)) {
    // Empty, off, 0 or left out.
    if (needs !== undefined && !parameters[needs]) delete parameters[field];
  }
}

/** The value under its canonical name, with the name that the client used (errors speak that one). */
interface GivenValue {
  readonly name: string;
  readonly value: unknown;
}

function canonicalNames(
  schema: OptionSchema,
  given: Readonly<Record<string, unknown>>,
  reasons: RefusalReason[],
): ReadonlyMap<string, GivenValue> {
  const values = new Map<string, GivenValue>();
  for (const [name, value] of Object.entries(given)) {
    const field = canonicalParameter(schema, name, given);
    if (!Object.hasOwn(schema, field)) {
      const message = `${name} is not a parameter of this model; it takes ${Object.keys(schema).join(', ')}`;
      reasons.push({ field: name, code: 'unknown-field', message });
    } else if (value !== undefined && value !== null) {
      const earlier = values.get(field);
      if (earlier !== undefined && earlier.value !== value) {
        const message = `${name} and ${earlier.name} are two names of one parameter with different values; send one`;
        reasons.push({ field: name, code: 'duplicate-field', message });
      }
      values.set(field, { name, value });
    }
  }
  return values;
}

type ValueResult = ParameterValue | Adjustment | RefusalReason;

function readValue(
  field: string,
  option: Exclude<OptionSpec, { type: 'seed' }>,
  value: unknown,
): ValueResult {
  switch (option.type) {
    case 'text':
      return readText(field, option, value);
    case 'integer':
    case 'number':
      return readNumber(field, option, value);
    case 'choice':
      return readChoice(field, option, value);
    case 'boolean':
      return typeof value === 'boolean' ? value : wrongType(field, value, 'true or false');
    case 'image':
      return typeof value === 'string' ? value : wrongType(field, value, 'the id of a stored picture');
    case 'loras':
      return readLoras(field, option, value);
  }
}

function readText(field: string, option: TextOption, value: unknown): ValueResult {
  if (typeof value !== 'string') return wrongType(field, value, 'a text');
  if (value.length > option.maxLength) {
    const message = `${field} has ${value.length} characters; at most ${option.maxLength} are taken`;
    return { field, code: 'too-long', message };
  }
  if (option.required === true && value.trim() === '') {
    return { field, code: 'required', message: `${field} must not be empty` };
  }
  return value;
}

function readNumber(field: string, option: NumberOption, value: unknown): ValueResult {
  const kind = option.type === 'integer' ? 'an integer' : 'a number';
  const range = option.min === option.max ? `${option.min}` : `${option.min} to ${option.max}`;
  if (typeof value !== 'number' || !Number.isFinite(value))
    return wrongType(field, value, `${kind}, ${range}`);
  if (option.type === 'integer' && !Number.isInteger(value))
    return wrongType(field, value, `${kind}, ${range}`);
  if (value < option.min || value > option.max) {
    const message =
      option.min === option.max
        ? `${field} is ${value}; this model takes only ${range}`
        : `${field} is ${value}; this model takes ${range}`;
    return { field, code: 'out-of-range', message };
  }
  const nearest = nearestStep(option, value);
  if (nearest === value) return value;
  const unit = option.unit === undefined ? '' : ` ${option.unit}`;
  const message = `${field} moved from ${value} to ${nearest}${unit}: this model takes steps of ${option.step}`;
  return { field, from: value, to: nearest, message };
}

/** Decimal fractions such as 0.05 are inexact: a value within a billionth of a step is on it. */
function nearestStep({ min, max, step }: NumberOption, value: number): number {
  const steps = (value - min) / step;
  const rounded = Math.round(steps);
  if (Math.abs(steps - rounded) < 1e-9) return value;
  const nearest = Number((min + rounded * step).toPrecision(12));
  return nearest > max ? Number((min + Math.floor(steps) * step).toPrecision(12)) : nearest;
}

function readChoice(field: string, option: ChoiceOption, value: unknown): ValueResult {
  if (typeof value !== 'string') return wrongType(field, value, 'a text');
  const choice = findChoice(option.choices, value);
  if (choice !== undefined) return choice.value;
  const known = option.choices.map((candidate) => candidate.value).join(', ');
  return {
    field,
    code: 'unknown-choice',
    message: `${field} is ${JSON.stringify(value)}; this model takes ${known}`,
  };
}

/** JSON numbers lose digits beyond 2^53: larger seeds come as decimal strings. */
function readSeed(field: string, value: unknown): bigint | undefined | RefusalReason {
  const text = typeof value === 'number' || typeof value === 'bigint' ? String(value) : value;
  if (typeof value === 'number' && value > Number.MAX_SAFE_INTEGER) {
    return wrongType(field, value, 'a decimal string for values above 2^53 − 1');
  }
  if (typeof text !== 'string' || !/^(-1|\d{1,20})$/.test(text)) {
    return wrongType(field, value, 'an integer, 0 to 2^64 − 1, or −1 for a random one');
  }
  if (text === '-1') return undefined;
  const seed = BigInt(text);
  if (seed < SEED_LIMIT) return seed;
  return { field, code: 'out-of-range', message: `${field} is ${text}; seeds go from 0 to 2^64 − 1, or −1` };
}
