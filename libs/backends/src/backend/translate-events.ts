import { BackendError, type GenerationEvent, type JsonObject, type WarningEvent } from '@cyberimage/core';
import { comparesPrompts } from '../pipelines/family-parameters.js';
import type { DroppedTextEvent, PictureEvent, PipelineEvent, StepEvent } from '../pipelines/pipeline.js';
import type { Size } from '../pictures/pixels.js';
import type { Device } from '../runtime/device.js';
import { lastSize, type GenerationPlan } from './generation-plan.js';
import type { PreviewTrack } from './preview-track.js';
import { pictureSeeds } from './picture-seeds.js';
import type { MeasuredWork, RunRecords } from './run-records.js';

/** What turning a pipeline's events into the contract's takes. */
export interface Translation {
  readonly plan: GenerationPlan;
  /** Undefined where nobody looks at them. */
  readonly previews: PreviewTrack | undefined;
  readonly records: RunRecords;
  /** What its times are recorded under. */
  readonly work: MeasuredWork;
  /** Told with each picture. */
  readonly metadata: JsonObject;
  readonly signal: AbortSignal;
}

/**
 * Tells what a pipeline does in the contract's events: steps counted over all pictures, previews now and
 * then, the pictures with what belongs on record.
 *
 * @throws BackendError `cancelled` at the next event once the signal has aborted
 */
export async function* translateEvents(
  events: AsyncIterable<PipelineEvent>,
  translation: Translation,
): AsyncGenerator<GenerationEvent> {
  const { signal } = translation;
  let resumedAt = performance.now();
  for await (const event of events) {
    const seconds = (performance.now() - resumedAt) / 1000;
    recordTime(event, seconds, translation);
    for await (const told of translate(event, seconds, translation)) {
      throwIfAborted(signal);
      yield told;
    }
    throwIfAborted(signal);
    resumedAt = performance.now();
  }
}

/** @throws BackendError `cancelled` once the signal has aborted */
export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new BackendError('cancelled', 'cancelled', { cause: signal.reason });
}

async function* translate(
  event: PipelineEvent,
  seconds: number,
  translation: Translation,
): AsyncGenerator<GenerationEvent> {
  const late = translation.previews?.late();
  if (late !== undefined) yield await late;
  switch (event.type) {
    case 'phase':
      // To people the second pass goes on where the first one ended.
      if (event.phase === 'upscale') return;
      // Steps of earlier pictures are decoded in between: the phase that people see is denoising until
      // the last picture's turn.
      if (event.picture === undefined || isLast(event.picture, translation)) {
        yield { type: 'progress', phase: event.phase, step: event.done, of: 1 };
      }
      // The first call of a large model takes long: say what is going on before it, not after.
      if (event.phase === 'encode' && event.done === 1) yield denoiseProgress(0, translation.plan);
      return;
    case 'dropped-text':
      yield truncationWarning(event);
      return;
    case 'warning':
      yield event;
      return;
    case 'step':
      yield* translateStep(event, seconds, translation);
      return;
    case 'picture': {
      const { picture: index, width, height, pixels: data, timesteps } = event;
      const { seed, variation } = pictureSeeds(translation.plan, index);
      const metadata = {
        ...translation.metadata,
        ...recordedSize(event, translation.plan),
        ...(variation !== undefined && { variation_seed: String(variation.seed) }),
        timesteps,
      };
      yield {
        type: 'image',
        index,
        seed,
        content: { kind: 'raw', width, height, channels: 3, data },
        metadata,
      };
    }
  }
}

async function* translateStep(
  event: StepEvent,
  seconds: number,
  { plan, previews }: Translation,
): AsyncGenerator<GenerationEvent> {
  const { picture, call, calls } = event;
  const steps = stepsPerPicture(plan);
  const preview = previews?.after(event, seconds);
  // People count steps; Heun and PNDM call the denoiser more often.
  yield denoiseProgress(picture * steps + Math.floor((call * steps) / calls), plan);
  if (preview !== undefined) yield await preview;
}

/** @param step of all pictures together */
function denoiseProgress(step: number, plan: GenerationPlan): GenerationEvent {
  return { type: 'progress', phase: 'denoise', step, of: stepsPerPicture(plan) * plan.parameters.numImages };
}

/** Of both passes. */
function stepsPerPicture({ steps, hires }: GenerationPlan): number {
  return steps + (hires?.steps ?? 0);
}

function truncationWarning({ field, text }: DroppedTextEvent): WarningEvent {
  const message = `the ${field.replace('_', ' ')} is too long; this part of it has no effect: ${text}`;
  return { type: 'warning', code: 'prompt-truncated', message };
}

function isLast(picture: number, { plan }: Translation): boolean {
  return picture === plan.parameters.numImages - 1;
}

/** The size that the same request is made of: that of the first pass. The picture itself tells its own. */
function recordedSize({ width, height }: PictureEvent, { hires, askedSize }: GenerationPlan): Size {
  return hires === undefined ? { width, height } : askedSize;
}

function recordTime(event: PipelineEvent, seconds: number, { records, work, plan }: Translation): void {
  const last = { ...work, ...lastSize(plan) };
  if (event.type === 'step') {
    const isLarge = event.latents.width * plan.model.facts.vaeFactor > work.width;
    records.recordSeconds(isLarge ? last : work, 'call', seconds);
  }
  if (event.type !== 'phase' || event.phase === 'encode' || event.done === 0) return;
  records.recordSeconds(last, event.phase, seconds);
}

/** What a plan's figures compare with: those of its first pass. */
export function measuredWork({ request, parameters }: GenerationPlan, device: Device): MeasuredWork {
  const { width, height } = parameters;
  return { model: request.model, device, width, height, guided: comparesPrompts(parameters) };
}
