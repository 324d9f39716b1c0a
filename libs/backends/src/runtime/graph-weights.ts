import type { BytePlace, GraphConstant, GraphNode, GraphStructure } from './graph-structure.js';

/** A weight matrix or convolution kernel of a graph, under the name that it has in PyTorch. */
export interface GraphWeight {
  /** Path of the PyTorch module: `down_blocks.0.attentions.0.proj_in`. */
  readonly module: string;
  readonly type: 'float32' | 'float16';
  /** As PyTorch has it: outputs, inputs, and the kernel of a convolution. */
  readonly shape: readonly number[];
  /** Whether the file has inputs before outputs: exporters store the weights of linear layers so. */
  readonly isTransposed: boolean;
  readonly place: BytePlace;
}

/** TensorProto.DataType of the weights that can be changed, with the bytes of a value. */
const TYPES: ReadonlyMap<number, readonly [type: GraphWeight['type'], bytes: number]> = new Map([
  [1, ['float32', 4]],
  [10, ['float16', 2]],
]);

const LAYERS: readonly string[] = ['Conv', 'Gemm', 'MatMul'];

/** What may stand between a weight and its layer. */
const PASSED_OVER: readonly string[] = ['Identity', 'Transpose'];

const WEIGHT_NAME = /\.weight$/;

/**
 * The weights of a graph's linear layers and convolutions. Exporters rename and transpose those of linear
 * layers (`onnx::MatMul_1628`); what is left of their names is in the node's
 * (`/down_blocks.0/…/to_q/MatMul`). Weights that two layers share are left out, as are those whose name
 * cannot be told.
 */
export function graphWeights({ nodes, constants }: GraphStructure): readonly GraphWeight[] {
  const producers = new Map(nodes.flatMap((node) => node.outputs.map((output) => [output, node])));
  const uses = countUses(nodes);
  return nodes.flatMap((node) => {
    if (!LAYERS.includes(node.operator)) return [];
    const found = findConstant(node.inputs[1] ?? '', producers, constants);
    if (found === undefined || (uses.get(found.constant.name) ?? 0) > 1) return [];
    return toWeight(node, found) ?? [];
  });
}

interface FoundConstant {
  readonly constant: GraphConstant;
  /** Whether an odd number of transpositions lies between. */
  readonly isTurned: boolean;
}

function findConstant(
  name: string,
  producers: ReadonlyMap<string, GraphNode>,
  constants: GraphStructure['constants'],
): FoundConstant | undefined {
  const constant = constants.get(name);
  if (constant !== undefined) return { constant, isTurned: false };
  const producer = producers.get(name);
  if (producer === undefined || !PASSED_OVER.includes(producer.operator)) return undefined;
  const found = findConstant(producer.inputs[0] ?? '', producers, constants);
  if (found === undefined || producer.operator === 'Identity') return found;
  return found.constant.dims.length === 2 ? { ...found, isTurned: !found.isTurned } : undefined;
}

function toWeight(node: GraphNode, { constant, isTurned }: FoundConstant): GraphWeight | undefined {
  const { dims, place } = constant;
  const [type, valueBytes] = TYPES.get(constant.type) ?? [];
  const module = moduleOf(node, constant);
  if (type === undefined || valueBytes === undefined || place === undefined || module === undefined) {
    return undefined;
  }
  const length = dims.reduce((product, dim) => product * dim, 1) * valueBytes;
  if (dims.length < 2 || (place.length !== length && place.length !== 0)) return undefined;
  const isStoredTurned = dims.length === 2 && inputsFirst(node) !== isTurned;
  const shape = isStoredTurned ? dims.toReversed() : dims;
  return { module, type, shape, isTransposed: isStoredTurned, place: { ...place, length } };
}

/** Whether a layer multiplies by its weight as it is: `x · W`, with one row per input. */
function inputsFirst({ operator, integers }: GraphNode): boolean {
  return operator === 'MatMul' || (operator === 'Gemm' && (integers.get('transB') ?? 0) === 0);
}

function moduleOf({ name, operator }: GraphNode, constant: GraphConstant): string | undefined {
  if (WEIGHT_NAME.test(constant.name)) return constant.name.replace(WEIGHT_NAME, '');
  const path = new RegExp(String.raw`^/(.+)/${operator}(_\d+)?$`).exec(name)?.[1];
  return path?.replaceAll('/', '.');
}

function countUses(nodes: readonly GraphNode[]): ReadonlyMap<string, number> {
  const uses = new Map<string, number>();
  for (const input of nodes.flatMap(({ inputs }) => inputs)) uses.set(input, (uses.get(input) ?? 0) + 1);
  return uses;
}
