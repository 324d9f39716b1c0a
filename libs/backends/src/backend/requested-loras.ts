import {
  extractLoras,
  nearNames,
  type LoraWeight,
  type ParameterValue,
  type RefusalReason,
  type WarningEvent,
} from '@cyberimage/core';
import type { UsableModel } from '../catalog/model-entry.js';
import { familiesFor, findLora } from '../loras/lora-choices.js';
import type { LoraFile, LoraFolder } from '../loras/lora-folder.js';
import { planLoras, type PlannedLora, type WantedLora } from '../loras/lora-plan.js';

/** The LoRAs of a request, or why they cannot be applied. */
export type RequestedLoras =
  | {
      readonly accepted: true;
      readonly loras: readonly PlannedLora[];
      /** The prompt without tags. */
      readonly prompt: string;
      readonly warnings: readonly WarningEvent[];
    }
  | { readonly accepted: false; readonly reasons: readonly RefusalReason[] };

/**
 * Finds the LoRAs that a request names: those of the option `loras` and, as in A1111, tags in the prompt. The
 * weights of a LoRA that is named twice add up.
 */
export async function planRequestedLoras(
  parameters: Readonly<Record<string, ParameterValue>>,
  { facts, family }: UsableModel,
  folder: LoraFolder,
): Promise<RequestedLoras> {
  const tagged = extractLoras(String(parameters['prompt'] ?? ''));
  const listed = extractLoras(String(parameters['loras'] ?? ''));
  const named = [
    ...listed.loras.map((lora) => ({ lora, field: 'loras' })),
    ...tagged.loras.map((lora) => ({ lora, field: 'prompt' })),
  ];
  if (named.length === 0) return { accepted: true, loras: [], prompt: tagged.text, warnings: [] };

  const files = await folder.list();
  const wanted = new Map<string, WantedLora>();
  for (const { lora, field } of named) {
    const file = findLora(lora.name, files, familiesFor(facts, family));
    if (file === undefined) return refuse({ field, ...unknownLora(lora.name, files) });
    wanted.set(file.path, addUp(wanted.get(file.path), { ...lora, name: file.name, file, field }));
  }
  const plan = await planLoras([...wanted.values()], facts);
  if ('problem' in plan) return refuse(plan.problem);
  return { accepted: true, prompt: tagged.text, ...plan };
}

function addUp(earlier: WantedLora | undefined, lora: WantedLora): WantedLora {
  if (earlier === undefined) return lora;
  const weight = earlier.weight + lora.weight;
  const textEncoderWeight = textWeight(earlier) + textWeight(lora);
  const { name, file, field } = earlier;
  return { name, file, field, weight, ...(textEncoderWeight !== weight && { textEncoderWeight }) };
}

function textWeight({ weight, textEncoderWeight = weight }: LoraWeight): number {
  return textEncoderWeight;
}

function unknownLora(name: string, files: readonly LoraFile[]): Omit<RefusalReason, 'field'> {
  const near = nearNames(
    name,
    files.map((file) => file.name),
  );
  const none = files.length === 0 ? '; there are none in the folder of LoRAs' : '';
  const hint = near.length > 0 ? `; did you mean ${near.join(' or ')}?` : none;
  return { code: 'unknown-lora', message: `there is no LoRA "${name}"${hint}` };
}

function refuse(reason: RefusalReason): RequestedLoras {
  return { accepted: false, reasons: [reason] };
}
