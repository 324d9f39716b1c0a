import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ModelDescription } from '@cyberimage/core';
import type { ComfyClient } from './comfy-client.js';
import { DEFAULT_GRAPH } from './default-graph.js';
import { graphOptions } from './graph-options.js';
import { GraphTemplate } from './graph-template.js';
import { inputChoices, inputInfo, type NodeInfo } from './node-info.js';
import type { ComfyUiSettings } from './settings.js';

/** The models on offer with the graph that they are used in. */
export interface ModelCatalog {
  readonly models: readonly ModelDescription[];
  /** Undefined when the graph cannot be used; then the only model says why. */
  readonly template?: GraphTemplate;
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

  const nodes = new Map<string, NodeInfo>();
  await Promise.all(
    template.classTypes.map(async (classType) => {
      const info = await client.nodeInfo(classType, signal);
      if (info !== undefined) nodes.set(classType, info);
    }),
  );
  const options = graphOptions(template, nodes, settings.maxImages);
  const missing = template.classTypes.filter((classType) => !nodes.has(classType));
  if (missing.length > 0) {
    const unavailable = `the server has no node ${missing.join(', ')}; install what brings it there`;
    return { models: [graphModel({ options, unavailable })] };
  }

  const place = template.inputs.find(({ name }) => name === 'model');
  if (place === undefined) return { models: [graphModel({ options })], template };
  const info = inputInfo(nodes.get(place.classType), place.input);
  const names = (info === undefined ? undefined : inputChoices(info)) ?? [];
  return { models: [...new Set(names)].map((id) => graphModel({ id, label: id, options })), template };
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
