import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ModelDescription, OptionSchema, ParameterValue } from '@cyberimage/core';
import type { ComfyClient } from './comfy-client.js';
import { DEFAULT_GRAPH } from './default-graph.js';
import { graphOptions } from './graph-options.js';
import { GraphTemplate } from './graph-template.js';
import { inputChoices, inputInfo, type NodeInfo } from './node-info.js';
import { PICTURE_NODES, pictureGraph } from './picture-graph.js';
import { PICTURE_OPTIONS } from './picture-options.js';
import type { ComfyUiSettings } from './settings.js';

/** The models on offer with the graph that they are used in. */
export interface ModelCatalog {
  readonly models: readonly ModelDescription[];
  /** Undefined when the graph cannot be used; then the only model says why. */
  readonly usage?: GraphUsage;
}

interface GraphUsage {
  /** The graph for a request with these parameters. */
  readonly templateFor: (parameters: Readonly<Record<string, ParameterValue>>) => GraphTemplate;
  /** Image options without which it cannot run. */
  readonly requiredPictures: readonly string[];
}

/** The only model of a graph that names its own. */
const GRAPH_MODEL = 'graph';

/**
 * Reads the graph and asks the server what its nodes take.
 *
 * @param dataFolder where a file with a graph lies
 * @throws BackendError when the server does not answer; a graph that cannot be used is no error
 */
export async function readCatalog(
  settings: ComfyUiSettings,
  dataFolder: string,
  client: ComfyClient,
  signal: AbortSignal,
): Promise<ModelCatalog> {
  const read = await readTemplate(settings, dataFolder).catch((error: unknown) => (error as Error).message);
  if (typeof read === 'string') return { models: [graphModel({ options: {}, unavailable: read })] };
  const template = read;

  const nodes = await readNodes(template.classTypes, client, signal);
  const options = graphOptions(template, nodes, settings.maxImages);
  const missing = template.classTypes.filter((classType) => !nodes.has(classType));
  if (missing.length > 0) {
    const unavailable = `the server has no node ${missing.join(', ')}; install what brings it there`;
    return { models: [graphModel({ options, unavailable })] };
  }
  const isDefault = settings.graph === '' && settings.graphFile === '';
  const usage: GraphUsage = {
    templateFor: (parameters) =>
      isDefault && parameters['image'] ? new GraphTemplate(pictureGraph(parameters)) : template,
    requiredPictures: isDefault ? [] : picturesWithoutDefault(template, options),
  };
  const pictureNodes = isDefault ? await readNodes(PICTURE_NODES, client, signal) : undefined;
  const takesPictures = pictureNodes?.size === PICTURE_NODES.length;
  const offered = takesPictures ? withPictures(options) : options;

  const place = template.inputs.find(({ name }) => name === 'model');
  if (place === undefined) return { models: [graphModel({ options: offered })], usage };
  const info = inputInfo(nodes.get(place.classType), place.input);
  const names = (info === undefined ? undefined : inputChoices(info)) ?? [];
  return { models: [...new Set(names)].map((id) => graphModel({ id, label: id, options: offered })), usage };
}

async function readNodes(
  classTypes: readonly string[],
  client: ComfyClient,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, NodeInfo>> {
  const found = await Promise.all(
    classTypes.map(async (classType) => [classType, await client.nodeInfo(classType, signal)] as const),
  );
  return new Map(found.flatMap(([classType, info]) => (info === undefined ? [] : [[classType, info]])));
}

/** Behind the prompts, as in the forms of other backends. */
function withPictures({ prompt, negative_prompt, ...others }: OptionSchema): OptionSchema {
  return { prompt: prompt!, negative_prompt: negative_prompt!, ...PICTURE_OPTIONS, ...others };
}

/** A name with a file of the server behind it does without: `{{image:example.png}}`. */
function picturesWithoutDefault({ inputs }: GraphTemplate, options: OptionSchema): string[] {
  const isNeeded = (name: string) =>
    inputs.every((input) => input.name !== name || input.default === undefined);
  return Object.keys(options).filter((name) => options[name]?.type === 'image' && isNeeded(name));
}

async function readTemplate(
  { graph, graphFile }: ComfyUiSettings,
  dataFolder: string,
): Promise<GraphTemplate> {
  if (graphFile !== '') return GraphTemplate.parse(await readFile(resolve(dataFolder, graphFile), 'utf8'));
  return graph === '' ? new GraphTemplate(DEFAULT_GRAPH) : GraphTemplate.parse(graph);
}

function graphModel(own: Partial<ModelDescription> & Pick<ModelDescription, 'options'>): ModelDescription {
  const description = '';
  return { id: GRAPH_MODEL, label: 'Own graph', description, source: 'comfyui', tags: ['remote'], ...own };
}
