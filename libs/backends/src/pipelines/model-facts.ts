import { BackendError } from '@cyberimage/core';
import { readGraphInputs } from '../runtime/read-graph-inputs.js';
import type { Port } from '../runtime/tensor.js';
import { SchedulerConfig } from '../schedulers/scheduler-config.js';
import type { JsonRecord, ModelFolder } from '../weights/model-folder.js';
import { describeUnknownFolder } from './describe-unknown-folder.js';
import { numberOf } from './config-values.js';
import { readLatentSpace, type LatentSpace } from './latent-space.js';
import type { NormTail } from '../runtime/graph-tail.js';
import { readSkippableLayers } from './text/encoder-layers.js';
import { SAMPLE_NAMES } from './networks/denoiser.js';
import type { LatentScaling } from './networks/vae-decoder.js';

/** What can be told of a model without loading it. */
export interface ModelFacts {
  readonly folder: ModelFolder;
  /** `_class_name` of `model_index.json`; undefined where that file is absent. */
  readonly className: string | undefined;
  /** `model_index.json`. */
  readonly index: JsonRecord;
  /** The denoiser's folder. */
  readonly denoiser: 'unet' | 'transformer';
  readonly denoiserInputs: readonly Port[];
  /** The denoiser's `config.json`; empty where that file is absent. */
  readonly denoiserConfig: JsonRecord;
  /** The graphs that text to image loads, those that the model has. */
  readonly graphs: readonly string[];
  /** Whether the model can start from a picture. */
  readonly hasEncoder: boolean;
  /** Whether its unet takes a mask and the masked picture beside the latents. */
  readonly isForInpainting: boolean;
  /** Norms that let the text encoder end earlier; none for models with several encoders. */
  readonly skippableLayers: readonly NormTail[];
  readonly latentChannels: number;
  /** Pixels per latent, each way. */
  readonly vaeFactor: number;
  readonly latentScaling: LatentScaling;
  /** Width and height are multiples of this many pixels. */
  readonly sizeMultiple: number;
  /** Pixels that the model was trained at. */
  readonly nativeSize: number;
  /** Pixels of the longest side that the model knows places for. */
  readonly largestSide: number;
  /** Size in pixels that the export fixed, if it did. */
  readonly fixedSize: { readonly width: number; readonly height: number } | undefined;
  readonly schedulerConfig: SchedulerConfig;
}

/** Dimensions of packed latents: batch, patches, channels of a patch. */
const PACKED_RANK = 3;

/** Latents that SD 3 sees as one, each way. */
const SD3_PATCH = 2;

const TEXT_ENCODERS = ['text_encoder', 'text_encoder_2', 'text_encoder_3'];

/**
 * Reads a model's configs and the head of its denoiser.
 *
 * @throws BackendError `model-missing` for a damaged file, or when there is no denoiser
 */
export async function readModelFacts(folder: ModelFolder): Promise<ModelFacts> {
  const denoiser = await findDenoiser(folder);
  const [index, config, vae, scheduler, inputs, graphs, hasEncoder] = await Promise.all([
    folder.readJson('model_index.json'),
    folder.readJson(`${denoiser}/config.json`),
    folder.readJson('vae_decoder/config.json'),
    folder.readJson('scheduler/scheduler_config.json'),
    readGraphInputs(folder.graph(denoiser)),
    presentGraphs(folder, [...TEXT_ENCODERS, denoiser, 'vae_decoder']),
    folder.hasGraph('vae_encoder'),
  ]);
  const className = index?.['_class_name'];
  const space = readLatentSpace({ denoiser: config, vae, inputs });
  const unet = { inputs, config, hasEncoder };
  const isForInpainting = denoiser === 'unet' && takesMaskedPicture(folder, unet, space);
  return {
    folder,
    className: typeof className === 'string' ? className : undefined,
    index: index ?? {},
    denoiser,
    denoiserInputs: inputs,
    denoiserConfig: config ?? {},
    graphs,
    hasEncoder,
    isForInpainting,
    skippableLayers: hasOneClip(denoiser, graphs)
      ? await readSkippableLayers(folder.graph('text_encoder'))
      : [],
    latentChannels: space.channels,
    vaeFactor: space.vaeFactor,
    latentScaling: space.scaling,
    sizeMultiple: space.vaeFactor * space.multiple,
    nativeSize: space.nativeSize * space.vaeFactor,
    largestSide: largestSide(config, space),
    fixedSize: fixedSize(inputs, space),
    schedulerConfig: new SchedulerConfig({ ...scheduler, align_your_steps: alignedStepsOf(inputs) }),
  };
}

/** Unets with one encoder read its last layer; all others have a way of their own. */
function hasOneClip(denoiser: ModelFacts['denoiser'], graphs: readonly string[]): boolean {
  return denoiser === 'unet' && graphs.includes('text_encoder') && !graphs.includes('text_encoder_2');
}

/** Whether the denoiser takes an input: what tells the families apart. */
export function takesInput({ denoiserInputs }: ModelFacts, input: string): boolean {
  return denoiserInputs.some(({ name }) => name === input);
}

/** Whether the denoiser's export fixed how many tokens its text has. */
export function hasFixedContext({ denoiserInputs }: ModelFacts): boolean {
  const context = denoiserInputs.find(({ name }) => name === 'encoder_hidden_states');
  return typeof context?.shape[1] === 'number';
}

/** Which of NVIDIA's lists of noise levels fits: SDXL has one of its own. */
function alignedStepsOf(inputs: readonly Port[]): string {
  return inputs.some(({ name }) => name === 'time_ids') ? 'sdxl' : 'sd15';
}

async function findDenoiser(folder: ModelFolder): Promise<ModelFacts['denoiser']> {
  const [found] = await presentGraphs(folder, ['transformer', 'unet']);
  if (found === undefined) throw new BackendError('model-missing', await describeUnknownFolder(folder.root));
  return found === 'transformer' ? 'transformer' : 'unet';
}

async function presentGraphs(folder: ModelFolder, components: readonly string[]): Promise<readonly string[]> {
  const present = await Promise.all(components.map((component) => folder.hasGraph(component)));
  return components.filter((_, i) => present[i]);
}

/** SD 3 adds a table of places to its patches, of which larger pictures take more; others go on for ever. */
function largestSide(denoiser: JsonRecord | undefined, { vaeFactor }: LatentSpace): number {
  const places = numberOf(denoiser, 'pos_embed_max_size') ?? Infinity;
  return places * (numberOf(denoiser, 'patch_size') ?? SD3_PATCH) * vaeFactor;
}

function fixedSize(inputs: readonly Port[], { vaeFactor, multiple }: LatentSpace): ModelFacts['fixedSize'] {
  const shape = inputs.find(({ name }) => SAMPLE_NAMES.includes(name))?.shape ?? [];
  if (shape.length === PACKED_RANK) {
    // FLUX packs height and width into one dimension: a square, as far as can be told.
    const [, tokens] = shape;
    const side = typeof tokens === 'number' ? Math.sqrt(tokens) * multiple * vaeFactor : NaN;
    return Number.isInteger(side) ? { width: side, height: side } : undefined;
  }
  const [, , height, width] = shape;
  if (typeof height !== 'number' || typeof width !== 'number') return undefined;
  return { width: width * vaeFactor, height: height * vaeFactor };
}

/**
 * Unets made for inpainting have a mask and the masked picture among their input channels.
 *
 * @returns whether this is one
 * @throws BackendError `model-missing` for any other number of channels, and for one without an encoder
 */
function takesMaskedPicture(
  folder: ModelFolder,
  { inputs, config, hasEncoder }: UnetFacts,
  { channels }: LatentSpace,
): boolean {
  const fixed = inputs.find(({ name }) => SAMPLE_NAMES.includes(name))?.shape[1];
  const taken = typeof fixed === 'number' ? fixed : (numberOf(config, 'in_channels') ?? channels);
  if (taken === channels) return false;
  const isForInpainting = taken === 2 * channels + 1;
  if (isForInpainting && hasEncoder) return true;
  const message = isForInpainting
    ? `${folder.root}: its unet is made for inpainting and needs the vae_encoder, which is missing`
    : `${folder.root}: its unet takes ${taken} channels, and not the ${channels} of latents or the ${2 * channels + 1} of inpainting`;
  throw new BackendError('model-missing', message);
}

interface UnetFacts {
  readonly inputs: readonly Port[];
  readonly config: JsonRecord | undefined;
  readonly hasEncoder: boolean;
}
