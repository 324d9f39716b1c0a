import type { JsonObject } from '@cyberimage/core';
import { PhiloxGenerator } from '../noise/philox.js';
import { TorchGenerator } from '../noise/torch-generator.js';
import type { HashedLora } from '../loras/merged-graphs.js';
import type { PipelineEvent, PipelineRequest } from '../pipelines/pipeline.js';
import type { Device } from '../runtime/device.js';
import type { GenerationPlan } from './generation-plan.js';
import { pictureSeed } from './translate-events.js';

/** @param first index of the first picture wanted: those before it are done */
export function toPipelineRequest(
  { request, parameters, sampling, hires }: GenerationPlan,
  first: number,
  signal: AbortSignal,
): PipelineRequest {
  const pictures = Array.from({ length: parameters.numImages - first }, (_, index) => first + index);
  const Generator = parameters.convention === 'webui' ? PhiloxGenerator : TorchGenerator;
  const noises = () => pictures.map((index) => new Generator(pictureSeed(request.seed, index)));
  return {
    ...parameters,
    sampling,
    noises: noises(),
    ...(hires !== undefined && { hires: { ...hires, noises: noises() } }),
    signal,
  };
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

/** What a run was made with. */
export interface RunFacts {
  /** Of the model. */
  readonly hash: string;
  readonly loras: readonly HashedLora[];
  readonly device: Device;
}

/** What goes on record with each picture, beside the request itself. */
export function recordOf(
  { model, parameters, sampling }: GenerationPlan,
  { hash, loras, device }: RunFacts,
): JsonObject {
  return {
    family: model.family.id,
    model_hash: hash,
    device,
    sampler: parameters.sampler,
    scheduler: sampling.schedule.value,
    scheduler_class: sampling.kind.schedulerClass,
    ...(loras.length > 0 && { applied_loras: loraRecords(loras) }),
  };
}

/** The LoRAs of a picture: names, weights, and the hash of each file. */
export function loraRecords(loras: readonly HashedLora[]): JsonObject[] {
  return loras.map(({ name, weight, textEncoderWeight, sha256 }) => ({
    name,
    weight,
    ...(textEncoderWeight !== undefined && { text_encoder_weight: textEncoderWeight }),
    sha256,
  }));
}
