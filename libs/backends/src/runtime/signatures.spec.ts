import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { FIXTURES, readOracle } from '../testing/read-oracle.js';
import { readGraphStructure } from './graph-structure.js';
import { readGraphOperators } from './read-graph-operators.js';
import { readGraphPorts } from './read-graph-inputs.js';
import type { Port } from './tensor.js';

type Signature = Readonly<Record<string, readonly [type: string, shape: readonly (number | string)[]]>>;

interface GraphSignature {
  readonly inputs: Signature;
  readonly outputs: Signature;
  readonly nodes: number;
  readonly op_types: readonly string[];
}

const oracle = readOracle('signatures.json') as Readonly<Record<string, GraphSignature>>;

/** The oracle was read from a loaded session, which works out some lengths that the file leaves open. */
function expectPorts(ports: readonly Port[], expected: Signature): void {
  expect(ports.map(({ name }) => name).toSorted()).toEqual(Object.keys(expected).toSorted());
  for (const { name, type, shape } of ports) {
    const [expectedType, expectedShape = []] = expected[name] ?? [];
    expect(type).toBe(expectedType);
    const isOpen = (i: number) => typeof shape[i] === 'string' && typeof expectedShape[i] === 'number';
    expect(shape).toEqual(expectedShape.map((length, i) => (isOpen(i) ? shape[i] : length)));
  }
}

describe.each(Object.entries(oracle))(
  'the file of %s',
  (path, { inputs, outputs, nodes, op_types: operators }) => {
    const file = fileURLToPath(new URL(`models/${path}/model.onnx`, FIXTURES));

    it('has the inputs and outputs that the reference lists', async () => {
      const ports = await readGraphPorts(file);
      expectPorts(ports.inputs, inputs);
      expectPorts(ports.outputs, outputs);
    });

    it('has its nodes and operators', async () => {
      expect((await readGraphStructure(file)).nodes).toHaveLength(nodes);
      expect([...(await readGraphOperators(file))].toSorted()).toEqual(operators.toSorted());
    });
  },
);
