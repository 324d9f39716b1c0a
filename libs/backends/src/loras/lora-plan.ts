import type { LoraWeight, RefusalReason, WarningEvent } from '@cyberimage/core';
import type { ModelFacts } from '../pipelines/model-facts.js';
import { placeLayer } from './component-names.js';
import { readComponentNames, type ComponentNames } from './component-weights.js';
import { LORA_FAMILIES, tellFamily } from './lora-family.js';
import type { LoraFile } from './lora-folder.js';
import { rankOf, readLoraLayers, type LoraLayer } from './lora-layers.js';
import type { NamedWeights } from './module-names.js';
import {
  DamagedFileError,
  readSafetensorsHeader,
  withFile,
  type SafetensorsHeader,
} from './safetensors-file.js';

/** A LoRA and what it changes in a model. */
export interface PlannedLora extends LoraWeight {
  readonly file: LoraFile;
  readonly parts: readonly LoraPart[];
}

/** A layer of a LoRA with the weights that it is added to. */
export interface LoraPart {
  readonly component: string;
  readonly layer: LoraLayer;
  /** The product's outputs are theirs, one after the other. */
  readonly weights: NamedWeights;
}

/** LoRAs that can be applied, or why not. */
export type LoraPlan =
  | { readonly loras: readonly PlannedLora[]; readonly warnings: readonly WarningEvent[] }
  | { readonly problem: RefusalReason };

/** A LoRA of a request, found. */
export interface WantedLora extends LoraWeight {
  readonly file: LoraFile;
  /** The parameter that names it. */
  readonly field: string;
}

/** Works out where LoRAs go in a model. Reads heads of files only; those of weight 0 are left out. */
export async function planLoras(wanted: readonly WantedLora[], facts: ModelFacts): Promise<LoraPlan> {
  const loras: PlannedLora[] = [];
  const warnings: WarningEvent[] = [];
  for (const lora of wanted) {
    if (lora.weight === 0 && (lora.textEncoderWeight ?? 0) === 0) continue;
    const plan = await planLora(lora, facts);
    if ('problem' in plan) return { problem: { field: lora.field, ...plan.problem } };
    loras.push(plan.lora);
    if (plan.leftOut > 0) warnings.push(partWarning(lora.name, plan.leftOut));
  }
  return { loras, warnings };
}

interface Problem {
  readonly problem: Omit<RefusalReason, 'field'>;
}

type OnePlan = Problem | { readonly lora: PlannedLora; readonly leftOut: number };

async function planLora(wanted: WantedLora, facts: ModelFacts): Promise<OnePlan> {
  const { name } = wanted;
  const header = await readHeader(wanted);
  if ('problem' in header) return header;
  const content = readLoraLayers(header);
  if (content.otherKind !== undefined) {
    return refuse(
      'not-supported',
      `${name} is a ${content.otherKind} file; only plain LoRA and LoCon can be used`,
    );
  }
  if (content.layers.length === 0)
    return refuse('not-applicable', `${name} is no LoRA: it has no LoRA layers`);

  const components = facts.graphs.filter((component) => component !== 'vae_decoder');
  const parts: LoraPart[] = [];
  const missing: string[] = [...content.leftOut];
  let missesDenoiser = false;
  for (const layer of content.layers) {
    const place = placeLayer(layer.name, facts.denoiser, components);
    const names = place && (await readComponentNames(facts.folder.graph(place.component)));
    const weights = names?.named.get(place?.name ?? '');
    if (place !== undefined && weights !== undefined) {
      const problem = misfit(layer, weights);
      if (problem !== undefined) return refuse('not-applicable', otherModel(name, header, problem));
      parts.push({ component: place.component, layer, weights });
      continue;
    }
    if (names?.lost !== undefined)
      return refuse('not-applicable', lostNames(name, names, place?.component ?? ''));
    missesDenoiser ||= place?.component === facts.denoiser;
    missing.push(layer.name);
  }
  // The text encoder of one family is also another's: that its layers are there says nothing.
  const changesDenoiser = parts.some(({ component }) => component === facts.denoiser);
  if (parts.length > 0 && (changesDenoiser || !missesDenoiser))
    return { lora: { ...wanted, parts }, leftOut: missing.length };
  return refuse(
    'not-applicable',
    otherModel(name, header, `none of its layers are in this model's ${facts.denoiser}`),
  );
}

async function readHeader({ name, file }: WantedLora): Promise<SafetensorsHeader | Problem> {
  try {
    return await withFile(file.path, readSafetensorsHeader);
  } catch (error) {
    const reason = error instanceof DamagedFileError ? error.message : 'it cannot be read';
    return refuse('damaged-file', `the LoRA ${name} is damaged: ${reason}; get the file again`);
  }
}

/** How a layer's product fails to fit the weights, for people; undefined where it fits. */
function misfit(layer: LoraLayer, weights: NamedWeights): string | undefined {
  const rank = rankOf(layer);
  const outputs = weights.reduce((sum, { shape }) => sum + (shape[0] ?? 0), 0);
  const inputs = weights.map(({ shape }) => product(shape.slice(1)));
  const kernel = product(layer.mid?.shape.slice(2) ?? []);
  const own = [product(layer.up.shape) / rank, (product(layer.down.shape) / rank) * kernel];
  const middle = layer.mid === undefined || layer.mid.shape.slice(0, 2).every((length) => length === rank);
  if (middle && own[0] === outputs && inputs.every((length) => length === own[1])) return undefined;
  return `its layer ${layer.name} is ${own.join(' × ')}, this model's ${outputs} × ${inputs[0]}`;
}

function otherModel(name: string, header: SafetensorsHeader, problem: string): string {
  const family = tellFamily(header);
  const madeFor = family === undefined ? 'another model' : `${LORA_FAMILIES[family]} or another size of it`;
  return `the LoRA ${name} does not fit: ${problem}; it looks like one for ${madeFor}`;
}

function lostNames(name: string, { lost }: ComponentNames, component: string): string {
  return `the LoRA ${name} cannot be applied: the graph of ${component} has ${lost}, which hides the layers that it changes; use a plain export, such as optimum's`;
}

function partWarning(name: string, count: number): WarningEvent {
  const layers = count === 1 ? '1 of its parts has' : `${count} of its parts have`;
  return {
    type: 'warning',
    code: 'lora-partly-applied',
    message: `the LoRA ${name} was applied in part: ${layers} no place in this model`,
  };
}

function refuse(code: string, message: string): Problem {
  return { problem: { code, message } };
}

function product(lengths: readonly number[]): number {
  return lengths.reduce((result, length) => result * length, 1);
}
