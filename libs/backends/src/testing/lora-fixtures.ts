import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { LoraWeight } from '@cyberimage/core';
import { LoraFolder } from '../loras/lora-folder.js';
import type { WantedLora } from '../loras/lora-plan.js';
import type { Tensor } from '../runtime/tensor.js';
import { FIXTURES } from './read-oracle.js';

/** A network's answer with LoRAs merged in, as NumPy and onnxruntime for Python have it. */
export interface LoraCase {
  readonly model: string;
  readonly component: string;
  readonly loras: readonly LoraWeight[];
  readonly inputs: Readonly<Record<string, PlainTensor>>;
  readonly output: PlainTensor & { readonly name: string };
}

type PlainTensor = { readonly [key in keyof Tensor]: readonly number[] };

/** The folder of the LoRA fixtures. */
export const LORAS = fileURLToPath(new URL('loras/', FIXTURES));

export const loraFixtures = new LoraFolder(LORAS);

export function readLoraCases(): readonly LoraCase[] {
  return JSON.parse(readFileSync(`${LORAS}/expected.json`, 'utf8')) as LoraCase[];
}

/** Finds LoRAs by name in a folder. @throws Error when one is not there */
export async function wantLoras(
  loras: readonly LoraWeight[],
  folder = loraFixtures,
): Promise<readonly WantedLora[]> {
  const files = await folder.list();
  return loras.map((lora) => {
    const file = files.find(({ name }) => name === lora.name);
    if (file === undefined) throw new Error(`no LoRA ${lora.name}`);
    return { ...lora, file, field: 'loras' };
  });
}
