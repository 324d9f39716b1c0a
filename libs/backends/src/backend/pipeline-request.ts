import type { JsonObject } from '@cyberimage/core';
import { PhiloxGenerator } from '../noise/philox.js';
import type { NoiseSource } from '../noise/noise-source.js';
import { TorchGenerator } from '../noise/torch-generator.js';
import { VariedNoise } from '../noise/varied-noise.js';
import type { HashedLora } from '../loras/merged-graphs.js';
import type { InputImage, PipelineEvent, PipelineRequest } from '../pipelines/pipeline.js';
import type { PreparedPicture } from '../pictures/prepare-picture.js';
import { isSameSize } from '../pictures/pixels.js';
import type { Device } from '../runtime/device.js';
import type { GenerationPlan } from './generation-plan.js';
import { pictureSeeds } from './picture-seeds.js';

/** What a run has beside its plan. */
export interface RunInput {
  /** The picture that it starts from. */
  readonly input: InputImage | undefined;
  /** Index of the first picture wanted: those before it are done. */
  readonly first: number;
  readonly signal: AbortSignal;
}

/** A plan in the words of pipelines. */
export function toPipelineRequest(plan: GenerationPlan, { input, first, signal }: RunInput): PipelineRequest {
  const { parameters, sampling, hires, askedSize } = plan;
  const { scale = 1 } = hires ?? {};
  const pictures = Array.from({ length: parameters.numImages - first }, (_, index) => first + index);
  const noises = () => pictures.map((index) => createNoise(plan, index));
  return {
    ...parameters,
    sampling,
    noises: noises(),
    ...(input !== undefined && { input }),
    ...(hires !== undefined && { hires: { ...hires, noises: noises() } }),
    ...(isBinned(plan) && {
      cropTo: { width: Math.round(askedSize.width * scale), height: Math.round(askedSize.height * scale) },
    }),
    signal,
  };
}

/** Whether the pictures are worked on at another size than the one asked for. */
function isBinned({ parameters, askedSize }: GenerationPlan): boolean {
  return !isSameSize(parameters, askedSize);
}

/** The random numbers of a picture, from their beginning. */
function createNoise(plan: GenerationPlan, index: number): NoiseSource {
  const Generator = plan.parameters.convention === 'webui' ? PhiloxGenerator : TorchGenerator;
  const { seed, variation } = pictureSeeds(plan, index);
  const own = new Generator(seed);
  if (variation === undefined) return own;
  return new VariedNoise(own, { source: new Generator(variation.seed), strength: variation.strength });
}

/** Gives a pipeline's pictures the numbers that they have in the whole request. */
export async function* numberedFrom(
  first: number,
  events: AsyncIterable<PipelineEvent>,
): AsyncGenerator<PipelineEvent> {
  for await (const event of events) {
    const isOfPicture = 'picture' in event && event.picture !== undefined;
    yield isOfPicture ? { ...event, picture: event.picture + first } : event;
  }
}

/** Finishes a pipeline's pictures. @param finish undefined for nothing left to do */
export async function* finishedBy(
  finish: PreparedPicture['finish'] | undefined,
  events: AsyncIterable<PipelineEvent>,
): AsyncGenerator<PipelineEvent> {
  for await (const event of events) {
    if (event.type !== 'picture' || finish === undefined) {
      yield event;
      continue;
    }
    const { pixels: data, width, height } = event;
    const finished = await finish({ data, width, height, channels: 3 });
    yield { ...event, pixels: finished.data, width: finished.width, height: finished.height };
  }
}

/** What a run was made with. */
export interface RunFacts {
  /** Of the model. */
  readonly hash: string;
  readonly loras: readonly HashedLora[];
  readonly device: Device;
  /** Whether its pictures are decoded in tiles. */
  readonly isTiled: boolean;
}

/** What goes on record with each picture, beside the request itself. */
export function recordOf(plan: GenerationPlan, { hash, loras, device, isTiled }: RunFacts): JsonObject {
  const { model, parameters, sampling } = plan;
  return {
    family: model.family.id,
    model_hash: hash,
    device,
    sampler: parameters.sampler,
    scheduler: sampling.schedule.value,
    scheduler_class: sampling.kind.schedulerClass,
    ...(isBinned(plan) && { binned_width: parameters.width, binned_height: parameters.height }),
    ...(isTiled && { vae_tiled: true }),
    ...(loras.length > 0 && { applied_loras: loraRecords(loras) }),
  };
}

/** The LoRAs of a picture: names, weights, and the hashes of each file. */
export function loraRecords(loras: readonly HashedLora[]): JsonObject[] {
  return loras.map(({ name, weight, textEncoderWeight, sha256, weightsSha256 }) => ({
    name,
    weight,
    ...(textEncoderWeight !== undefined && { text_encoder_weight: textEncoderWeight }),
    sha256,
    weights_sha256: weightsSha256,
  }));
}
