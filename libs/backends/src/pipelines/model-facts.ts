import { readGraphInputs } from '../runtime/read-graph-inputs.js';
import type { Port } from '../runtime/tensor.js';
import { SchedulerConfig } from '../schedulers/scheduler-config.js';
import type { JsonRecord, ModelFolder } from '../weights/model-folder.js';
import type { LatentScaling } from './networks/vae-decoder.js';

/** What can be told of a model without loading it. */
export interface ModelFacts {
  readonly folder: ModelFolder;
  /** `_class_name` of `model_index.json`; undefined where that file is absent. */
  readonly className: string | undefined;
  readonly unetInputs: readonly Port[];
  /** `time_cond_proj_dim` of the unet: length of its guidance embedding. */
  readonly timestepCondLength: number | undefined;
  readonly latentChannels: number;
  /** Pixels per latent, each way. */
  readonly vaeFactor: number;
  readonly latentScaling: LatentScaling;
  /** Width and height are multiples of this many pixels. */
  readonly sizeMultiple: number;
  /** Pixels that the model was trained at. */
  readonly nativeSize: number;
  /** Size in pixels that the export fixed, if it did. */
  readonly fixedSize: { readonly width: number; readonly height: number } | undefined;
  readonly schedulerConfig: SchedulerConfig;
}

/* What Stable Diffusion 1.x has, for exports without config.json. */
const DEFAULT_VAE_FACTOR = 8;
const DEFAULT_DOWNSAMPLINGS = 3;
const DEFAULT_SCALING_FACTOR = 0.18215;
const DEFAULT_SAMPLE_SIZE = 64;
const DEFAULT_LATENT_CHANNELS = 4;

/**
 * Reads a model's configs and the head of its unet.
 *
 * @throws BackendError `model-missing` for a damaged file, or when there is no unet
 */
export async function readModelFacts(folder: ModelFolder): Promise<ModelFacts> {
  const [index, unet, vae, scheduler, unetInputs] = await Promise.all([
    folder.readJson('model_index.json'),
    folder.readJson('unet/config.json'),
    folder.readJson('vae_decoder/config.json'),
    folder.readJson('scheduler/scheduler_config.json'),
    readGraphInputs(folder.graph('unet')),
  ]);
  const className = index?.['_class_name'];
  const sampleShape = unetInputs.find(({ name }) => name === 'sample')?.shape ?? [];
  const vaeFactor = 2 ** (countOf(vae, 'block_out_channels', Math.log2(DEFAULT_VAE_FACTOR) + 1) - 1);
  // The export drops diffusers' padding for odd sizes: latents must halve evenly at each down-sampling.
  const downsamplings = countOf(unet, 'block_out_channels', DEFAULT_DOWNSAMPLINGS + 1) - 1;
  return {
    folder,
    className: typeof className === 'string' ? className : undefined,
    unetInputs,
    timestepCondLength: numberOf(unet, 'time_cond_proj_dim'),
    latentChannels: fixed(sampleShape[1]) ?? numberOf(unet, 'in_channels') ?? DEFAULT_LATENT_CHANNELS,
    vaeFactor,
    latentScaling: {
      factor: numberOf(vae, 'scaling_factor') ?? DEFAULT_SCALING_FACTOR,
      shift: numberOf(vae, 'shift_factor') ?? 0,
    },
    sizeMultiple: vaeFactor * 2 ** downsamplings,
    nativeSize: (numberOf(unet, 'sample_size') ?? DEFAULT_SAMPLE_SIZE) * vaeFactor,
    fixedSize: fixedSize(sampleShape, vaeFactor),
    schedulerConfig: new SchedulerConfig(scheduler ?? {}),
  };
}

function fixedSize(shape: Port['shape'], vaeFactor: number): ModelFacts['fixedSize'] {
  const [height, width] = [fixed(shape[2]), fixed(shape[3])];
  if (height === undefined || width === undefined) return undefined;
  return { width: width * vaeFactor, height: height * vaeFactor };
}

function fixed(dimension: number | string | undefined): number | undefined {
  return typeof dimension === 'number' ? dimension : undefined;
}

function numberOf(config: JsonRecord | undefined, key: string): number | undefined {
  const value = config?.[key];
  return typeof value === 'number' ? value : undefined;
}

function countOf(config: JsonRecord | undefined, key: string, byDefault: number): number {
  const value = config?.[key];
  return Array.isArray(value) ? value.length : byDefault;
}
