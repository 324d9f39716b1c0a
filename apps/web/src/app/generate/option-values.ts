import type { OptionSchema } from '../api/generated/models/option-schema';
import type { OptionSpec } from '../api/generated/models/option-spec';
import type { OptionValue, OptionValues } from '../api/option-value';

const SEED = /^(-1|\d{1,20})$/;
const SEED_LIMIT = 2n ** 64n;

/** Whether `value` may stand in a field of `spec`: of its type, and inside its range or list. */
export function fits(spec: OptionSpec, value: unknown): value is OptionValue {
  switch (spec.type) {
    case 'text':
      return typeof value === 'string' && value.length <= spec.maxLength;
    case 'integer':
    case 'number':
      return typeof value === 'number' && value >= spec.min && value <= spec.max;
    case 'seed':
      return typeof value === 'string' && isSeed(value);
    case 'choice':
      return spec.choices.some((choice) => choice.value === value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'image':
    case 'loras':
      return typeof value === 'string';
  }
}

/** Whether a parameter does anything: not while the one that it needs is empty, off, 0, or does nothing itself. */
export function hasEffect(schema: OptionSchema, values: OptionValues, name: string): boolean {
  const needed = schema[name]?.needs;
  if (needed === undefined) return true;
  return Boolean(values[needed]) && hasEffect(schema, values, needed);
}

/** −1, or 0 to 2^64 − 1, in decimal digits. */
function isSeed(text: string): boolean {
  return SEED.test(text) && BigInt(text) < SEED_LIMIT;
}

/**
 * What a form begins with: for each parameter the first of `candidates` that holds a value that fits, else the
 * schema's default. So a step count that was used before comes back where it lies in the model's range.
 */
export function startingValues(
  schema: OptionSchema,
  candidates: readonly Readonly<Record<string, unknown>>[],
): OptionValues {
  const values: Record<string, OptionValue> = {};
  for (const [name, spec] of Object.entries(schema)) {
    const found = candidates.map((candidate) => candidate[name]).find((value) => fits(spec, value));
    values[name] = found ?? defaultOf(spec);
  }
  return values;
}

function defaultOf(spec: OptionSpec): OptionValue {
  return spec.type === 'seed' ? String(spec.default) : spec.default;
}

/** The values as a request has them: seeds as numbers as long as JSON keeps every digit. */
export function toRequest(schema: OptionSchema, values: OptionValues): OptionValues {
  const request: Record<string, OptionValue> = {};
  for (const [name, spec] of Object.entries(schema)) {
    const value = values[name];
    if (value === undefined || !hasEffect(schema, values, name)) continue;
    request[name] = spec.type === 'seed' && Number.isSafeInteger(Number(value)) ? Number(value) : value;
  }
  return request;
}

/** What is wrong with the values, by parameter, in words for people. The server has the last word. */
export function findFaults(schema: OptionSchema, values: OptionValues): Readonly<Record<string, string>> {
  const faults: Record<string, string> = {};
  for (const [name, spec] of Object.entries(schema)) {
    const value = values[name];
    if (spec.type === 'seed' && !(typeof value === 'string' && isSeed(value))) {
      faults[name] =
        $localize`A seed is a whole number from 0 to 18446744073709551615. Leave it empty for a random one.`;
    }
    if (spec.type !== 'text' || typeof value !== 'string') continue;
    if (spec.required === true && value.trim() === '') {
      faults[name] = $localize`${spec.label}:field: is empty. Describe the picture you want.`;
    } else if (value.length > spec.maxLength) {
      faults[name] =
        $localize`${spec.label}:field: has ${value.length}:count: characters; at most ${spec.maxLength}:limit: fit.`;
    }
  }
  return faults;
}
