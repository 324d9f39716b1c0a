import { readGraphStructure, type GraphStructure } from '../../runtime/graph-structure.js';
import type { NormTail } from '../../runtime/norm-tail.js';

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
  const tensors = [...graph.constants.keys(), ...graph.nodes.flatMap(({ outputs }) => outputs)];
  const weight = tensors.find((name) => NORM_WEIGHT.test(name));
  const bias = tensors.find((name) => NORM_BIAS.test(name));
  const type = [bias, weight].map((name) => graph.constants.get(name ?? '')?.type).find((found) => found);
  if (weight === undefined || bias === undefined || type === undefined) return [];
  // The last layer is the one that nothing is left out of; the rest from the end to the beginning.
  const inputs = layerEnds(graph).slice(0, -1).toReversed();
  return inputs.map((input, i) => ({ input, weight, bias, type, output: skippedOutput(i + 1) }));
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
