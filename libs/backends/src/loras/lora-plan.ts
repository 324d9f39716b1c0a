import type { LoraWeight, RefusalReason, WarningEvent } from '@cyberimage/core';
import type { ModelFacts } from '../pipelines/model-facts.js';
import { placeLayer } from './component-names.js';
import { readComponentNames } from './component-weights.js';
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
  const { layers, leftOut, otherKind } = readLoraLayers(header);
  if (otherKind !== undefined) {
    const message = `${name} is a ${otherKind} file; only plain LoRA and LoCon can be used`;
    return refuse('not-supported', message);
  }
  if (layers.length === 0) return refuse('not-applicable', `${name} is no LoRA: it has no LoRA layers`);

  const parts: LoraPart[] = [];
  const missing: (string | undefined)[] = [];
  for (const layer of layers) {
    const found = await findPart(layer, facts);
    if ('component' in found) parts.push(found);
    else if ('lost' in found)
      return refuse('not-applicable', `the LoRA ${name} cannot be applied: ${found.lost}`);
    else if ('misfit' in found) {
      const family = `${familyOf(header)} or another size of it`;
      return refuse('not-applicable', otherModel(name, found.misfit, family));
    } else missing.push(found.missing);
  }
  // The text encoder of one family is also another's: that its layers are there says nothing.
  const changesDenoiser = parts.some(({ component }) => component === facts.denoiser);
  if (parts.length === 0 || (!changesDenoiser && missing.includes(facts.denoiser))) {
    const problem = `none of its layers are in this model's ${facts.denoiser}`;
    return refuse('not-applicable', otherModel(name, problem, familyOf(header)));
  }
  return { lora: { ...wanted, parts }, leftOut: missing.length + leftOut.length };
}

/** Where a layer goes; else the component that lacks it, or for people why it cannot go there. */
type FoundPart =
  | LoraPart
  | { readonly missing: string | undefined }
  | { readonly misfit: string }
  | { readonly lost: string };

async function findPart(layer: LoraLayer, { folder, graphs, denoiser }: ModelFacts): Promise<FoundPart> {
  const place = placeLayer(layer.name, denoiser, graphs);
  if (place === undefined) return { missing: undefined };
  const { component } = place;
  const { named, lost } = await readComponentNames(folder.graph(component));
  const weights = named.get(place.name);
  if (weights !== undefined) {
    const problem = misfit(layer, weights);
    return problem === undefined ? { component, layer, weights } : { misfit: problem };
  }
  if (lost === undefined) return { missing: component };
  const remedy = "use a plain export, such as optimum's";
  return { lost: `the graph of ${component} has ${lost}, which hides the layers that it changes; ${remedy}` };
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

function otherModel(name: string, problem: string, family: string): string {
  return `the LoRA ${name} does not fit: ${problem}; it looks like one for ${family}`;
}

function familyOf(header: SafetensorsHeader): string {
  const family = tellFamily(header);
  return family === undefined ? 'another model' : LORA_FAMILIES[family];
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
