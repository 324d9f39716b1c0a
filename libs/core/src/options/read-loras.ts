import type { RefusalReason } from '../contract/check-result.js';
import type { LoraOption } from '../contract/option-schema.js';
import { findChoice } from './find-choice.js';
import { extractLoras, formatLoras, isLoraList, type LoraWeight } from './lora-weights.js';
import { nearNames } from './near-names.js';
import { wrongType } from './wrong-type.js';

/** Names told in a refusal. */
const NAMES_TOLD = 20;

/**
 * Reads the value of a LoRA option: tags, or a list of `{ name, weight }`.
 *
 * @returns the tags with the names as the option has them, or why the value is refused
 */
export function readLoras(field: string, option: LoraOption, value: unknown): string | RefusalReason {
  const given = givenLoras(value);
  if (given === undefined) {
    return wrongType(field, value, 'tags such as <lora:name:0.8>, or a list of { "name", "weight" }');
  }
  const loras: LoraWeight[] = [];
  for (const lora of given) {
    const choice = findChoice(option.choices, lora.name);
    if (choice === undefined) return unknownLora(field, option, lora.name);
    for (const weight of [lora.weight, lora.textEncoderWeight ?? lora.weight]) {
      if (weight >= option.min && weight <= option.max) continue;
      const message = `the weight of ${lora.name} is ${weight}; this model takes ${option.min} to ${option.max}`;
      return { field, code: 'out-of-range', message };
    }
    if (loras.some(({ name }) => name === choice.value)) {
      return { field, code: 'duplicate-lora', message: `${choice.value} is named twice; name it once` };
    }
    loras.push({ ...lora, name: choice.value });
  }
  return formatLoras(loras);
}

function givenLoras(value: unknown): readonly LoraWeight[] | undefined {
  if (typeof value === 'string') return isLoraList(value) ? extractLoras(value).loras : undefined;
  return Array.isArray(value) && value.every(isLoraWeight) ? value.map(toLoraWeight) : undefined;
}

function isLoraWeight(value: unknown): value is Partial<LoraWeight> & Pick<LoraWeight, 'name'> {
  if (typeof value !== 'object' || value === null || !('name' in value)) return false;
  const weights = ['weight', 'textEncoderWeight'].map((key) => (value as Record<string, unknown>)[key]);
  return (
    typeof value.name === 'string' &&
    weights.every((weight) => weight === undefined || (typeof weight === 'number' && Number.isFinite(weight)))
  );
}

function toLoraWeight({
  name,
  weight = 1,
  textEncoderWeight,
}: Partial<LoraWeight> & Pick<LoraWeight, 'name'>): LoraWeight {
  return { name, weight, ...(textEncoderWeight !== undefined && { textEncoderWeight }) };
}

function unknownLora(field: string, { choices }: LoraOption, name: string): RefusalReason {
  const message = `${field} names "${name}", which is not there for this model; ${hintFor(name, choices)}`;
  return { field, code: 'unknown-choice', message };
}

function hintFor(name: string, choices: LoraOption['choices']): string {
  if (choices.length === 0) return 'there are none';
  const names = choices.map(({ value }) => value);
  const near = nearNames(name, names);
  if (near.length > 0) return `did you mean ${near.join(' or ')}?`;
  const more = names.length > NAMES_TOLD ? ` and ${names.length - NAMES_TOLD} more` : '';
  return `there are ${names.slice(0, NAMES_TOLD).join(', ')}${more}`;
}
