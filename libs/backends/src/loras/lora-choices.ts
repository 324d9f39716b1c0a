import { findChoice, type Choice, type LoraOption } from '@cyberimage/core';
import type { ModelFacts } from '../pipelines/model-facts.js';
import type { PipelineFamily } from '../pipelines/pipeline-family.js';
import type { LoraFamily } from './lora-family.js';
import type { LoraFile } from './lora-folder.js';

/** Weights of a form. Beyond these nearly every LoRA takes the picture apart; a tag in the prompt takes any. */
const MAX_WEIGHT = 2;

const FAMILIES: Readonly<Record<string, readonly LoraFamily[]>> = {
  'stable-diffusion-xl': ['sdxl'],
  'stable-diffusion-3': ['sd-3'],
  flux: ['flux'],
  sana: ['sana'],
  'sana-sprint': ['sana'],
};

/** Width of the text that a unet sees: what tells Stable Diffusion 1 and 2 apart. */
const CONTEXT_WIDTHS: ReadonlyMap<unknown, readonly LoraFamily[]> = new Map([
  [768, ['sd-1']],
  [1024, ['sd-2']],
]);

/** The kinds of LoRAs that a model may take, as far as that can be told. */
export function familiesFor(
  { denoiserConfig }: ModelFacts,
  { id }: Pick<PipelineFamily, 'id'>,
): readonly LoraFamily[] {
  return FAMILIES[id] ?? CONTEXT_WIDTHS.get(denoiserConfig['cross_attention_dim']) ?? ['sd-1', 'sd-2'];
}

/**
 * The option `loras` of a model.
 *
 * @param files all LoRAs there are; those made for other kinds of models are left out
 */
export function loraOption(files: readonly LoraFile[], families: readonly LoraFamily[]): LoraOption {
  return {
    type: 'loras',
    label: 'LoRAs',
    description: 'Small additions to the model: a style, a person, a thing. 1 is as trained, 0 is off.',
    choices: loraChoices(fittingFiles(files, families)).toSorted(byLabel),
    min: -MAX_WEIGHT,
    max: MAX_WEIGHT,
    step: 0.05,
    default: '',
  };
}

/** LoRAs go by their file's name, as in A1111; where two share it, by their path in the folder. */
function loraChoices(files: readonly LoraFile[]): readonly Choice[] {
  const counts = new Map<string, number>();
  for (const { name } of files) {
    const short = shortName(name).toLowerCase();
    counts.set(short, (counts.get(short) ?? 0) + 1);
  }
  return files.map(({ name }) => {
    const short = shortName(name);
    const value = counts.get(short.toLowerCase()) === 1 ? short : name;
    const others = [name, name.replaceAll('/', '\\')].filter((other) => other !== value);
    return { value, label: value, ...(others.length > 0 && { aliases: [...new Set(others)] }) };
  });
}

function byLabel(one: Choice, other: Choice): number {
  return one.label.localeCompare(other.label, 'en');
}

function shortName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

/**
 * The file that a LoRA's name means: among those that fit the model first, then among all, so that one made
 * for something else can be refused as such.
 *
 * @param name with either slash between folders
 */
export function findLora(
  name: string,
  files: readonly LoraFile[],
  families: readonly LoraFamily[],
): LoraFile | undefined {
  for (const candidates of [fittingFiles(files, families), files]) {
    const choices = loraChoices(candidates);
    const choice = findChoice(choices, name);
    if (choice !== undefined) return candidates[choices.indexOf(choice)];
  }
  return undefined;
}

function fittingFiles(files: readonly LoraFile[], families: readonly LoraFamily[]): readonly LoraFile[] {
  return files.filter(({ family }) => family === undefined || families.includes(family));
}
