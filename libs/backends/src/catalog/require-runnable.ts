import { BackendError } from '@cyberimage/core';
import { DEVICE_LABELS, type Device } from '../runtime/device.js';
import { readGraphPorts } from '../runtime/read-graph-inputs.js';
import { readGraphOperators } from '../runtime/read-graph-operators.js';

/** Operators that onnxruntime's optimisers for GPUs put into graphs, and the devices that have them. */
const FUSED_OPERATORS: ReadonlyMap<string, readonly Device[]> = new Map([
  ['com.microsoft.GroupNorm', ['cuda', 'dml']],
  ['com.microsoft.SkipGroupNorm', ['cuda', 'dml']],
  ['com.microsoft.NhwcConv', ['cuda', 'dml']],
  ['com.microsoft.BiasSplitGelu', ['cuda', 'dml', 'webgpu']],
  ['com.microsoft.BiasAdd', ['cuda', 'dml', 'webgpu']],
  ['com.microsoft.PackedAttention', ['cuda']],
  ['com.microsoft.PackedMultiHeadAttention', ['cuda']],
  ['com.microsoft.GemmFloat8', ['cuda']],
]);

/** Operators of NVIDIA's quantised exports. */
const TENSOR_RT_OPERATOR = /^trt\b|(^|\.)TRT_/;

const PLAIN_EXPORT = "a plain export, such as optimum's";

/**
 * Refuses a graph that onnxruntime cannot run on a device, before it is loaded: loading takes gigabytes
 * and fails with a message that says nothing about a remedy.
 *
 * @param file absolute path of a `.onnx` file
 * @throws BackendError `model-missing` naming the operator, or the type, and what to use instead
 */
export async function requireRunnable(file: string, device: Device): Promise<void> {
  const { inputs, outputs } = await readGraphPorts(file);
  const port = [...inputs, ...outputs].find(({ type }) => type === 'bfloat16');
  if (port !== undefined) {
    const problem = inputs.includes(port)
      ? `takes ${port.name} as bfloat16, which onnxruntime-node cannot feed`
      : `gives ${port.name} as bfloat16, which onnxruntime-node cannot read`;
    throw refusal(file, problem, 'a float16 one');
  }
  for (const operator of await readGraphOperators(file)) {
    if (TENSOR_RT_OPERATOR.test(operator)) {
      throw refusal(file, `has the operator ${operator}, which only TensorRT runs`, PLAIN_EXPORT);
    }
    const devices = FUSED_OPERATORS.get(operator);
    if (devices === undefined || devices.includes(device)) continue;
    const remedy = `${PLAIN_EXPORT}, or the device ${devices.join(' or ')}`;
    throw refusal(file, `has the operator ${operator}, which the ${DEVICE_LABELS[device]} does not`, remedy);
  }
}

function refusal(file: string, problem: string, remedy: string): BackendError {
  return new BackendError('model-missing', `${file} ${problem}; use ${remedy}`);
}
