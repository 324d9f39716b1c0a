import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fixedSide, UPSCALER_TILE } from '../pipelines/hires/upscale-by-network.js';
import type { Device } from '../runtime/device.js';
import { readExternalWeights } from '../runtime/external-weights.js';
import { readGraphInputs } from '../runtime/read-graph-inputs.js';
import { weightGrowth } from './estimate-memory.js';
import type { GenerationPlan } from './generation-plan.js';

/**
 * The widest layer of a network of the ESRGAN kind: its channels, at four times the size each way, and how
 * many such tensors live at once. 4x ESRGAN in float32, with weights of 0.07 GB, takes 0.69 GB with a tile of
 * 192² as measured, and 0.67 by this.
 */
const CHANNELS = 64;
const FACTOR = 4;
const TENSORS = 4;
const FLOAT_BYTES = 4;

/** What the network takes that enlarges a plan's pictures. Bytes. */
export interface UpscalerMemory {
  /** Its files. */
  readonly fileBytes: number;
  /** Its weights when it is loaded. */
  readonly weightBytes: number;
  /** Weights and activations. */
  readonly peakBytes: number;
}

const NO_NETWORK: UpscalerMemory = { fileBytes: 0, weightBytes: 0, peakBytes: 0 };

/** It is loaded beside the model, for each picture anew. All 0 where a plan enlarges without a network. */
export async function estimateUpscaler(
  { hires, parameters }: GenerationPlan,
  device: Device,
): Promise<UpscalerMemory> {
  if (hires?.upscaler.kind !== 'network') return NO_NETWORK;
  const { file } = hires.upscaler;
  const beside = [...(await readExternalWeights(file)).keys()].map((name) => join(dirname(file), name));
  const files = await Promise.all([file, ...beside].map((path) => stat(path)));
  const fileBytes = files.reduce((sum, { size }) => sum + size, 0);
  const inputs = await readGraphInputs(file);
  const weightBytes = fileBytes * weightGrowth(inputs, device);
  const fixed = fixedSide({ inputs });
  const tileSide = (side: number): number => fixed ?? Math.min(side, UPSCALER_TILE);
  const places = tileSide(parameters.width) * tileSide(parameters.height) * FACTOR ** 2;
  return { fileBytes, weightBytes, peakBytes: weightBytes + places * CHANNELS * TENSORS * FLOAT_BYTES };
}
