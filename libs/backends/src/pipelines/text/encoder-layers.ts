import { readGraphStructure, type GraphStructure } from '../../runtime/graph-structure.js';
import type { CopyTail, NormTail } from '../../runtime/graph-tail.js';

/** torch's exporter names what a module of the encoder gives: the second sum is what a layer ends with. */
const LAYER_OUTPUT = /(?:^|\/)encoder\/layers\.(\d+)\/Add_1_output_0$/;
const HIDDEN_STATE = /^hidden_states\.(\d+)$/;
const NORM_WEIGHT = /(?:^|\.)final_layer_norm\.weight$/;
const NORM_BIAS = /(?:^|\.)final_layer_norm\.bias$/;

/** The output that leaves layers out, of a graph with the tails of {@link readSkippableLayers}. */
export function skippedOutput(clipSkip: number): string {
  return `clip_skip.${clipSkip}`;
}

/**
 * Looks in the graph of a CLIP encoder for the ends of its layers and for its final norm, which diffusers puts
 * behind the last layer that is left.
 *
 * @param file absolute path of a `.onnx` file
 * @returns for each number of layers to leave out, from 1, a norm to put behind the layer before them; none
 *   for graphs that do not tell them: fused ones, and exports of torch before 1.12
 * @throws BackendError `model-missing` for a damaged file
 */
export async function readSkippableLayers(file: string): Promise<readonly NormTail[]> {
  const graph = await readGraphStructure(file);
  const norm = findNorm(graph);
  if (norm === undefined) return [];
  // The last layer is the one that nothing is left out of; the rest from the end to the beginning.
  const inputs = layerEnds(graph).slice(0, -1).toReversed();
  return inputs.map((input, i) => ({ input, ...norm, output: skippedOutput(i + 1) }));
}

/**
 * The hidden states of a CLIP encoder whose export leaves them out, as those of OnnxStack and Olive do, under the
 * names that optimum gives them.
 *
 * @param file absolute path of a `.onnx` file
 * @returns one per layer; none for graphs that have them as outputs, or that do not tell them
 * @throws BackendError `model-missing` for a damaged file
 */
export async function readInnerStates(file: string): Promise<readonly CopyTail[]> {
  const graph = await readGraphStructure(file);
  const norm = findNorm(graph);
  const ends = layerEnds(graph);
  if (norm === undefined || ends.some((name) => HIDDEN_STATE.test(name))) return [];
  return ends.map((input, i) => ({ input, type: norm.type, output: `hidden_states.${i + 1}` }));
}

/** The final norm's weights; its type is that of the hidden states. */
function findNorm({
  constants,
  nodes,
}: GraphStructure): Pick<NormTail, 'weight' | 'bias' | 'type'> | undefined {
  const tensors = [...constants.keys(), ...nodes.flatMap(({ outputs }) => outputs)];
  const weight = tensors.find((name) => NORM_WEIGHT.test(name));
  const bias = tensors.find((name) => NORM_BIAS.test(name));
  const type = [bias, weight].map((name) => constants.get(name ?? '')?.type).find((found) => found);
  if (weight === undefined || bias === undefined || type === undefined) return undefined;
  return { weight, bias, type };
}

/** What each layer gives, in their order; none where one is missing. */
function layerEnds({ nodes }: GraphStructure): readonly string[] {
  const ends: string[] = [];
  for (const name of nodes.flatMap(({ outputs }) => outputs)) {
    const layer = LAYER_OUTPUT.exec(name)?.[1];
    const state = HIDDEN_STATE.exec(name)?.[1];
    if (layer !== undefined) ends[Number(layer)] = name;
    // State 0 is what goes into the first layer.
    else if (state !== undefined && state !== '0') ends[Number(state) - 1] = name;
  }
  // A hole shows as undefined to `every` of a copy.
  return [...ends].every((end: string | undefined) => end !== undefined) ? ends : [];
}
