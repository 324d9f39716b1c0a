import type { JsonObject, JsonValue } from '@cyberimage/core';
import { seedOf, type PictureFacts } from './infotext-parameters.js';

/** Our names of what other programs call it; the first name that is there counts. */
const NAMES: readonly (readonly [parameter: string, names: readonly string[]])[] = [
  ['prompt', ['positive_prompt', 'prompt']],
  ['negative_prompt', ['negative_prompt', 'negativeprompt', 'uc']],
  ['steps', ['steps']],
  ['guidance_scale', ['cfg_scale', 'cfgscale', 'guidance_scale', 'scale']],
  ['sampler', ['sampler', 'sampler_name', 'scheduler']],
  ['width', ['width']],
  ['height', ['height']],
];
const MODEL_NAMES = ['model', 'base_model', 'base_model_name'];
/** SwarmUI and old InvokeAI put the values one level deeper. */
const WRAPPERS = ['sui_image_params', 'image'];

/**
 * What a JSON text says that InvokeAI, SwarmUI, Fooocus or NovelAI put into a picture. Undefined when it is
 * none of theirs; never throws.
 */
export function jsonFacts(text: string): PictureFacts | undefined {
  const root = parseObject(text);
  if (root === undefined) return undefined;
  const inner = WRAPPERS.map((name) => root[name]).find(isObject);
  const values = inner ?? root;
  const parameters: Record<string, JsonValue> = {};
  for (const [parameter, names] of NAMES) {
    const value = names.map((name) => values[name]).find((one) => one !== undefined && one !== null);
    const plain = parameter === 'prompt' && Array.isArray(value) ? joinPrompts(value) : value;
    if (typeof plain === 'string' || typeof plain === 'number') parameters[parameter] = plain;
  }
  if (typeof parameters['prompt'] !== 'string') return undefined;
  return { ...modelOf(values), ...seedOf(textOf(values['seed'])), parameters };
}

/** A JSON object, or undefined. */
export function parseObject(text: string): JsonObject | undefined {
  if (!text.trimStart().startsWith('{')) return undefined;
  try {
    const value = JSON.parse(text) as JsonValue;
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function modelOf(values: JsonObject): { model?: string } {
  const [model] = MODEL_NAMES.flatMap((name) => values[name] ?? []);
  const name = isObject(model) ? (model['name'] ?? model['model_name']) : model;
  return typeof name === 'string' ? { model: name } : {};
}

/** Old InvokeAI: a list of prompts with weights. */
function joinPrompts(parts: readonly JsonValue[]): string {
  return parts.flatMap((part) => (isObject(part) ? textOf(part['prompt']) : [])).join(', ');
}
