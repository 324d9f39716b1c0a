import type { JsonObject, JsonValue } from '../contract/json.js';
import type { ModelLine, StepRange } from './model-line.js';

/** Codes of {@link ModelLineResult} errors. */
export type ModelLineErrorCode = 'missing-parts' | 'empty-name' | 'empty-repo';

/** Codes of warnings; a line with warnings is still a model. */
export type ModelLineWarningCode =
  | 'requires-auth-not-boolean'
  | 'invalid-options-json'
  | 'options-not-object'
  | 'fixed-steps-invalid'
  | 'fixed-steps-and-steps'
  | 'steps-invalid'
  | 'steps-min-above-max'
  | 'steps-default-out-of-range';

/** A warning with the line that it is about. */
export interface ModelLineWarning {
  readonly key: string;
  readonly code: ModelLineWarningCode;
  /** For people; names the line and what would be right. */
  readonly message: string;
}

/** What one environment variable says. */
export type ModelLineResult =
  | { readonly kind: 'model'; readonly model: ModelLine; readonly warnings: readonly ModelLineWarning[] }
  | {
      readonly kind: 'error';
      readonly key: string;
      readonly code: ModelLineErrorCode;
      readonly message: string;
    }
  | { readonly kind: 'ignored' };

const FORMAT = 'name;repo;description;source;requires_auth[;options as JSON]';

/** `MODEL_` and letters or digits, except the folder settings that share the prefix. */
const MODEL_KEY = /^MODEL_(?!FOLDER$)[A-Za-z0-9]+$/;

const MAX_ESCAPE_LEVELS = 3;

/**
 * Reads one `MODEL_<KEY>` variable.
 *
 * @param key the variable's name
 * @param value its value as dotenv gives it (dotenv keeps the backslashes of `\"`)
 * @returns the model with warnings; an error for a line that names no model; `ignored` for other
 *   variables and for an empty value. Never throws. Wrong options never drop the model.
 */
export function parseModelLine(key: string, value: string): ModelLineResult {
  if (!MODEL_KEY.test(key) || value.trim() === '') return { kind: 'ignored' };

  const parts = splitAtSemicolons(value, 5);
  if (parts.length < 5) {
    const message = `${key}: ${parts.length} of at least 5 parts found; expected ${FORMAT}`;
    return { kind: 'error', key, code: 'missing-parts', message };
  }
  const [name, repo, description, source, auth, optionsText = ''] = parts.map(trimAndUnquote) as [
    string,
    string,
    string,
    string,
    string,
    string?,
  ];
  const warnings: ModelLineWarning[] = [];
  const warn = warnAbout(key, warnings);
  const requiresAuth = readBoolean(auth, warn);
  const options = readOptions(optionsText, warn);
  const result = checkModelFields({ key, name, repo, description, source, requiresAuth, options });
  if (result.kind !== 'model') return result;
  return { ...result, warnings: [...warnings, ...result.warnings] };
}

/** The parts of a model line, not checked yet. */
export type ModelFields = Omit<ModelLine, 'steps'>;

/**
 * Checks the parts of a model line, wherever they come from.
 *
 * @returns the model with warnings, or an error for one without name or repo. Never throws.
 */
export function checkModelFields(fields: ModelFields): Exclude<ModelLineResult, { kind: 'ignored' }> {
  const { key, name, repo, source } = fields;
  if (name === '') {
    const message = `${key}: the name is empty; expected ${FORMAT}`;
    return { kind: 'error', key, code: 'empty-name', message };
  }
  if (repo === '') {
    const message = `${key}: the repo is empty; expected ${FORMAT}`;
    return { kind: 'error', key, code: 'empty-repo', message };
  }
  const warnings: ModelLineWarning[] = [];
  const { options, steps } = readSteps(fields.options, warnAbout(key, warnings));
  return { kind: 'model', model: { ...fields, source: source.toLowerCase(), options, steps }, warnings };
}

function warnAbout(key: string, warnings: ModelLineWarning[]): Warn {
  return (code, message) => warnings.push({ key, code, message: `${key}: ${message}` });
}

type Warn = (code: ModelLineWarningCode, message: string) => void;

/** Splits at the first `count` semicolons only: the options text may hold further ones. */
function splitAtSemicolons(text: string, count: number): string[] {
  const parts: string[] = [];
  let rest = text;
  while (parts.length < count) {
    const at = rest.indexOf(';');
    if (at < 0) break;
    parts.push(rest.slice(0, at));
    rest = rest.slice(at + 1);
  }
  return [...parts, rest];
}

function trimAndUnquote(part: string): string {
  const text = part.trim();
  const quote = text[0];
  const quoted = text.length >= 2 && (quote === '"' || quote === "'") && text.endsWith(quote);
  return quoted ? text.slice(1, -1).trim() : text;
}

function readBoolean(text: string, warn: Warn): boolean {
  const value = text.toLowerCase();
  if (value !== 'true' && value !== 'false') {
    warn('requires-auth-not-boolean', `requires_auth is "${text}", taken as false; expected true or false`);
  }
  return value === 'true';
}

function readOptions(text: string, warn: Warn): JsonObject {
  if (text === '') return {};
  const value = parseEscapedJson(text);
  if (value === undefined) {
    warn('invalid-options-json', `the options are not JSON and were ignored: ${text}`);
    return {};
  }
  if (!isJsonObject(value)) {
    warn('options-not-object', `the options must be a JSON object such as {"fixed_steps": 2}, not ${text}`);
    return {};
  }
  return value;
}

/** People escape the quotes once, twice or more, depending on what their shell or compose file eats. */
function parseEscapedJson(text: string): JsonValue | undefined {
  let candidate = text;
  for (let level = 0; level <= MAX_ESCAPE_LEVELS; level++) {
    try {
      return JSON.parse(candidate) as JsonValue;
    } catch {
      candidate = candidate.replace(/\\(["\\])/g, '$1');
    }
  }
  return undefined;
}

interface CheckedOptions {
  readonly options: JsonObject;
  readonly steps: StepRange | null;
}

function readSteps(given: JsonObject, warn: Warn): CheckedOptions {
  const { fixed_steps: fixed, steps, ...others } = given;
  if (fixed !== undefined) {
    if (isCount(fixed)) {
      if (steps !== undefined) warn('fixed-steps-and-steps', 'steps was ignored because fixed_steps is set');
      const range = { min: fixed, max: fixed, default: fixed };
      return { options: { ...others, fixed_steps: fixed }, steps: range };
    }
    warn('fixed-steps-invalid', `fixed_steps is ${JSON.stringify(fixed)}; expected an integer of 1 or more`);
  }
  const range = steps === undefined ? null : readRange(steps, warn);
  return range === null
    ? { options: others, steps: null }
    : { options: { ...others, steps: { ...range } }, steps: range };
}

function readRange(steps: JsonValue, warn: Warn): StepRange | null {
  const members = isJsonObject(steps) ? [steps['min'], steps['max'], steps['default']] : [null];
  if (!isJsonObject(steps) || members.some((member) => member !== undefined && !isCount(member))) {
    const expected = 'expected {"min": 10, "max": 40, "default": 20} with integers of 1 or more';
    warn('steps-invalid', `steps is ${JSON.stringify(steps)}; ${expected}`);
    return null;
  }
  const range = steps as StepRange;
  const { min = 1, max = Infinity } = range;
  if (min > max) {
    warn('steps-min-above-max', `steps has min ${min} above max ${max} and was ignored`);
    return null;
  }
  if (range.default === undefined || (range.default >= min && range.default <= max)) return range;
  const clamped = Math.min(Math.max(range.default, min), max);
  warn('steps-default-out-of-range', `the default of ${range.default} steps was moved to ${clamped}`);
  return { ...range, default: clamped };
}

function isCount(value: JsonValue | undefined): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1;
}

function isJsonObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
