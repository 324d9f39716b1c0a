import { readGraphStructure, type GraphStructure } from '../runtime/graph-structure.js';
import { graphWeights } from '../runtime/graph-weights.js';
import { rememberByFile } from '../runtime/remember-by-file.js';
import { nameWeights, type NamedWeights } from './module-names.js';

/** The layers of a component that a LoRA may change. */
export interface ComponentNames {
  readonly named: ReadonlyMap<string, NamedWeights>;
  /** What hides layers of this graph, for people: an operator's name; undefined for a plain export. */
  readonly lost: string | undefined;
  /** Files beside the graph that hold weights, relative to its folder. */
  readonly files: readonly string[];
}

/** Operators that have swallowed the weights of several layers, or hold them in integers. */
const HIDING_OPERATORS: readonly string[] = [
  'com.microsoft.Attention',
  'com.microsoft.PackedAttention',
  'com.microsoft.NhwcConv',
  'com.microsoft.MatMulNBits',
  'com.microsoft.DynamicQuantizeMatMul',
  'com.microsoft.MatMulIntegerToFloat',
  'MatMulInteger',
  'ConvInteger',
  'QLinearMatMul',
  'QLinearConv',
  'DequantizeLinear',
];

/**
 * The layers of a graph by the names that LoRA files give them.
 *
 * @param graph absolute path
 * @throws BackendError `model-missing` for a graph that is absent or damaged
 */
export const readComponentNames = rememberByFile(readNames);

async function readNames(graph: string): Promise<ComponentNames> {
  return toNames(await readGraphStructure(graph));
}

function toNames(structure: GraphStructure): ComponentNames {
  const weights = graphWeights(structure);
  const hiding = structure.nodes.find(({ operator }) => HIDING_OPERATORS.includes(operator));
  const isNameless = structure.nodes.some(
    ({ operator, name, inputs }) =>
      operator === 'MatMul' && !name.includes('/') && structure.constants.has(inputs[1] ?? ''),
  );
  const places = [...structure.constants.values()].flatMap(({ place }) => place?.file ?? []);
  return {
    named: nameWeights(weights),
    lost:
      hiding === undefined
        ? isNameless
          ? 'nodes without names'
          : undefined
        : `the operator ${hiding.operator}`,
    files: [...new Set(places)],
  };
}
