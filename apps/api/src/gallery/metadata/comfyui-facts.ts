import type { JsonObject, JsonValue } from '@cyberimage/core';
import { seedOf, type PictureFacts } from './infotext-parameters.js';
import { isObject, parseObject } from './json-facts.js';

/** Texts lie at most so many nodes behind the sampler. */
const MAX_DEPTH = 12;

interface Node {
  readonly inputs: JsonObject;
}

/**
 * What the `prompt` text of ComfyUI says: a graph of nodes. The first node with a seed and steps counts; its
 * prompts are looked for along its inputs. Undefined when there is none such; never throws.
 */
export function comfyUiFacts(text: string): PictureFacts | undefined {
  const graph = parseObject(text);
  if (graph === undefined) return undefined;
  const nodes = new Map(
    Object.entries(graph).flatMap(([id, node]) =>
      isObject(node) && isObject(node['inputs']) ? [[id, { inputs: node['inputs'] }] as const] : [],
    ),
  );
  const sampler = [...nodes.values()].find(({ inputs }) => 'steps' in inputs && seedIn(inputs) !== undefined);
  if (sampler === undefined) return undefined;
  const { inputs } = sampler;
  const parameters: Record<string, JsonValue> = {
    prompt: textBehind(nodes, inputs['positive'], 0) ?? '',
    negative_prompt: textBehind(nodes, inputs['negative'], 0) ?? '',
  };
  const names = { steps: 'steps', guidance_scale: 'cfg', sampler: 'sampler_name', scheduler: 'scheduler' };
  for (const [parameter, name] of Object.entries(names)) {
    const value = inputs[name];
    if (typeof value === 'number' || typeof value === 'string') parameters[parameter] = value;
  }
  const checkpoint = [...nodes.values()].map((node) => node.inputs['ckpt_name']).find(isText);
  return {
    ...(checkpoint !== undefined && { model: checkpoint.replace(/\.(safetensors|ckpt|pt)$/, '') }),
    ...seedOf(String(seedIn(inputs))),
    parameters,
  };
}

function seedIn(inputs: JsonObject): number | undefined {
  return [inputs['seed'], inputs['noise_seed']].find((value) => typeof value === 'number');
}

/** A link is `[node id, output]`; the texts of a node are its text inputs. */
function textBehind(
  nodes: ReadonlyMap<string, Node>,
  link: JsonValue | undefined,
  depth: number,
): string | undefined {
  if (!Array.isArray(link) || depth > MAX_DEPTH) return undefined;
  const inputs = nodes.get(String(link[0]))?.inputs;
  if (inputs === undefined) return undefined;
  const own = [inputs['text'], inputs['text_g'], inputs['string']].find(isText);
  if (own !== undefined) return own;
  for (const next of Object.values(inputs)) {
    const found = textBehind(nodes, next, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isText(value: JsonValue | undefined): value is string {
  return typeof value === 'string' && value !== '';
}
