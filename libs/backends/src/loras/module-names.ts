import type { GraphWeight } from '../runtime/graph-weights.js';
import { latentDiffusionName } from './latent-diffusion-names.js';
import { TRANSFORMER_NAMES } from './transformer-names.js';

/** The weights that one name in a LoRA file means: several where the trainer's model has them in one. */
export type NamedWeights = readonly GraphWeight[];

/** A module's name in another layout; `order` is its place among those that share the name. */
interface OtherName {
  readonly name: string;
  readonly order: number;
}

/**
 * The weights of a component by all names that LoRA files give them, dots written as underscores: kohya's
 * names have no others. Beside diffusers' own names there are those of the original repositories: kohya's
 * trainer uses them for SDXL, SD 3 and FLUX, where query, key and value are one layer.
 *
 * @param weights of one graph
 */
export function nameWeights(weights: readonly GraphWeight[]): ReadonlyMap<string, NamedWeights> {
  const named = new Map<string, (GraphWeight | undefined)[]>();
  const modules = weights.map(({ module }) => module);
  const root = commonRoot(modules);
  const blocks = resnetsPerBlock(modules);
  for (const weight of weights) {
    const path = weight.module;
    // An export through a wrapper has the wrapper's attribute in front of every name.
    const inner = root === undefined ? path : path.slice(root.length + 1);
    const own = [path, inner].flatMap((name) => [name, name.replace(/\.to_out\.0$/, '.to_out')]);
    for (const name of new Set(own)) named.set(flat(name), [weight]);
    const isContinuousNorm =
      weight.shape[0] === 2 * (weight.shape[1] ?? 0) && inner.endsWith('norm1_context.linear');
    // There the halves (shift and scale) are the other way round.
    if (isContinuousNorm) continue;
    for (const { name, order } of otherNames(inner, blocks)) {
      const shared = named.get(flat(name)) ?? [];
      shared[order] = weight;
      named.set(flat(name), shared);
    }
  }
  // A layer of which the graph lacks a part cannot take a product that is meant for the whole.
  const whole = [...named].map(([name, shared]) => [name, Array.from(shared).filter(isWeight)] as const);
  return new Map(whole.filter(([name, shared]) => shared.length === named.get(name)?.length));
}

function isWeight(weight: GraphWeight | undefined): weight is GraphWeight {
  return weight !== undefined;
}

/** A name without the characters in which the layouts differ. */
export function flat(name: string): string {
  return name.replaceAll('.', '_');
}

function otherNames(module: string, resnets: number): readonly OtherName[] {
  const original = latentDiffusionName(module, resnets);
  if (original !== undefined) return [{ name: original, order: 0 }];
  return TRANSFORMER_NAMES.flatMap(([pattern, name, order]) =>
    pattern.test(module) ? [{ name: module.replace(pattern, name), order }] : [],
  );
}

/** The first part of all paths, where they share one and go on. */
function commonRoot(modules: readonly string[]): string | undefined {
  const [root] = modules[0]?.split('.') ?? [];
  return root !== undefined && modules.every((module) => module.startsWith(`${root}.`)) ? root : undefined;
}

function resnetsPerBlock(modules: readonly string[]): number {
  const found = modules.map((module) => /\bdown_blocks\.0\.resnets\.(\d+)\./.exec(module)?.[1]);
  return new Set(found.filter((index) => index !== undefined)).size;
}
