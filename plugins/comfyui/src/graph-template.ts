import { BackendError, PARAMETER_ALIASES, type JsonValue, type ParameterValue } from '@cyberimage/core';

/** A graph in ComfyUI's API format: nodes by id. */
export type ApiGraph = Readonly<Record<string, GraphNode>>;

interface GraphNode {
  readonly class_type: string;
  /** Each a literal, or a link `[node id, output]`. */
  readonly inputs: Readonly<Record<string, JsonValue>>;
}

/** A place in the graph that a parameter's value goes to. */
export interface NamedInput {
  /** Of the parameter, in our words. */
  readonly name: string;
  readonly nodeId: string;
  readonly classType: string;
  readonly input: string;
  /** As it stands behind the name: `20` of `{{steps:20}}`. */
  readonly default: string | undefined;
  /** Whether the input is the parameter's value, not a text around it. */
  readonly isWhole: boolean;
}

const PLACEHOLDER = /\{\{\s*([a-z][a-z0-9_]*)\s*(?::\s*([^}]*?)\s*)?\}\}/g;

/** JSON knows no bigint. ES2024's types lack `JSON.rawJSON`, which Node has from version 22 on. */
const { rawJSON } = JSON as unknown as { rawJSON: (text: string) => JsonValue };

/** A graph with named inputs. */
export class GraphTemplate {
  readonly inputs: readonly NamedInput[];
  readonly #graph: ApiGraph;

  /** @throws BackendError `model-missing` for a graph that cannot be used */
  constructor(graph: ApiGraph) {
    this.#graph = graph;
    this.inputs = Object.entries(graph).flatMap(([nodeId, node]) => namedInputs(nodeId, node));
    if (!this.has('prompt')) throw fault('no input of it is {{prompt}}');
    if (this.has('num_images'))
      throw fault('num_images cannot be an input: each picture is a run of its own');
  }

  /**
   * @param text JSON in API format
   * @throws BackendError `model-missing`
   */
  static parse(text: string): GraphTemplate {
    let graph: unknown;
    try {
      graph = JSON.parse(text);
    } catch (error) {
      throw fault(`it is not JSON: ${(error as Error).message}`);
    }
    if (!isObject(graph)) throw fault('it is not a JSON object');
    if (Array.isArray(graph['nodes'])) throw fault("it is in the editor's format; use Export (API)");
    for (const [id, node] of Object.entries(graph)) {
      if (!isObject(node) || typeof node['class_type'] !== 'string' || !isObject(node['inputs'])) {
        throw fault(`node ${id} lacks class_type or inputs`);
      }
    }
    return new GraphTemplate(graph as unknown as ApiGraph);
  }

  get classTypes(): string[] {
    return [...new Set(Object.values(this.#graph).map((node) => node.class_type))];
  }

  has(name: string): boolean {
    return this.inputs.some((input) => input.name === name);
  }

  classTypeOf(nodeId: string): string | undefined {
    return this.#graph[nodeId]?.class_type;
  }

  /** The graph with `values` in their places. A name without a value keeps the default behind it. */
  withValues(values: Readonly<Record<string, ParameterValue | bigint>>): ApiGraph {
    const replaced = (text: string): JsonValue => {
      const [name] = [...text.matchAll(PLACEHOLDER)].filter(([all]) => all === text).map(parameterName);
      const value = name === undefined ? undefined : values[name];
      if (value !== undefined) return typeof value === 'bigint' ? rawJSON(String(value)) : value;
      return text.replaceAll(PLACEHOLDER, (...match: string[]) =>
        String(values[parameterName(match)] ?? match[2] ?? ''),
      );
    };
    return mapInputs(this.#graph, (value) => (typeof value === 'string' ? replaced(value) : value));
  }
}

/** A graph of the same nodes, each input replaced by what `change` makes of it. */
export function mapInputs(graph: ApiGraph, change: (value: JsonValue, input: string) => JsonValue): ApiGraph {
  return Object.fromEntries(
    Object.entries(graph).map(([id, node]) => {
      const inputs = Object.entries(node.inputs).map(([name, value]) => [name, change(value, name)] as const);
      return [id, { ...node, inputs: Object.fromEntries(inputs) }];
    }),
  );
}

function namedInputs(nodeId: string, { class_type: classType, inputs }: GraphNode): NamedInput[] {
  return Object.entries(inputs).flatMap(([input, value]) => {
    if (typeof value !== 'string') return [];
    return Array.from(value.matchAll(PLACEHOLDER), (match) => {
      const isWhole = match[0] === value;
      return { name: parameterName(match), nodeId, classType, input, default: match[2], isWhole };
    });
  });
}

/** The nodes' own words are accepted: `{{cfg}}`, `{{sampler_name}}`. */
function parameterName([, name = '']: readonly string[]): string {
  return PARAMETER_ALIASES[name] ?? name;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fault(reason: string): BackendError {
  return new BackendError('model-missing', `the graph of the settings cannot be used: ${reason}`);
}
