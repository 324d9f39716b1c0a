import type { FamilyParameters } from './family-parameters.js';
import type { WarningEvent } from '@cyberimage/core';
import type { Size } from '../pictures/pixels.js';
import type { NoiseSource } from '../noise/noise-source.js';
import type { SchedulerConfig } from '../schedulers/scheduler-config.js';
import type { Tensor } from '../runtime/tensor.js';
import type { SamplerKind } from '../schedulers/sampler-kind.js';
import type { Upscaler } from './hires/upscaler.js';

/** A loaded model, ready to make pictures. One request at a time. */
export interface Pipeline {
  /** The linear map from latents to colours that previews use; made on the first call. */
  previewMap(): Promise<LatentColours>;

  /**
   * Makes the pictures of a request, one after the other.
   *
   * @throws BackendError; `cancelled` before the next denoiser call once the signal has aborted
   */
  run(request: PipelineRequest): AsyncIterable<PipelineEvent>;

  /** Gives the memory of all networks back. */
  release(): Promise<void>;
}

/** What a pipeline is asked for. */
export interface PipelineRequest extends FamilyParameters {
  readonly prompt: string;
  readonly negativePrompt: string;
  /** Pixels; multiples of what the model takes. */
  readonly width: number;
  readonly height: number;
  readonly steps: number;
  /** Above 1: classifier-free guidance (Ho & Salimans 2022). */
  readonly guidanceScale: number;
  /** φ of Lin et al. 2024, section 3.4: 0 leaves the guided output as it is. */
  readonly guidanceRescale: number;
  /** Share of fresh noise in DDIM's steps, 0 to 1. */
  readonly eta: number;
  readonly sampling: Sampling;
  /** One per picture. */
  readonly noises: readonly NoiseSource[];
  /** Starts from a picture in place of noise alone. */
  readonly input?: InputImage;
  /** Goes over each picture again at a larger size. */
  readonly hires?: HiresPass | undefined;
  /** Pixels that the finished pictures are brought to; by default they keep their size. */
  readonly cropTo?: Size | undefined;
  readonly signal: AbortSignal;
}

/** A sampler and the config that it is set up by. */
interface Sampling {
  readonly kind: SamplerKind;
  readonly config: SchedulerConfig;
}

/** The picture that image to image starts from. */
export interface InputImage {
  /** RGB planes of `3 · width · height` values, −1 to 1. */
  readonly pixels: Float32Array;
  /** Share of the noise that is added and taken away again, above 0 to 1. */
  readonly strength: number;
  /** Inpainting: `width · height` values, 1 where the picture is painted anew, 0 where it is kept. */
  readonly mask?: Float32Array;
  /** What lies under the mask at the start in place of the picture: the noise itself, or zeros. */
  readonly masked?: 'noise' | 'nothing';
}

/** The second pass of hires fix: the picture, enlarged, gets noise that is taken away again at the larger size. */
export interface HiresPass {
  /** Pixels; multiples of what the model takes. */
  readonly width: number;
  readonly height: number;
  readonly upscaler: Upscaler;
  /** Steps taken, as A1111 counts them: the strength does not shorten them. */
  readonly steps: number;
  /** Share of the noise that is added and taken away again, above 0 to 1. */
  readonly strength: number;
  /** One per picture: the same seeds as in the first pass, from their beginning, as in A1111. */
  readonly noises: readonly NoiseSource[];
}

/** What happens while a pipeline runs. */
export type PipelineEvent = PhaseEvent | DroppedTextEvent | WarningEvent | StepEvent | PictureEvent;

/** Text encoding, enlarging between two passes or decoding has begun (`done` 0) or ended (1). */
interface PhaseEvent {
  readonly type: 'phase';
  readonly phase: 'encode' | 'upscale' | 'decode';
  /** Which picture is enlarged or decoded, from 0; text is encoded once for all. */
  readonly picture?: number;
  readonly done: 0 | 1;
}

/** A text was longer than the text encoder takes. */
export interface DroppedTextEvent {
  readonly type: 'dropped-text';
  readonly field: 'prompt' | 'negative_prompt';
  /** The end of the text, which has no effect. */
  readonly text: string;
}

/** The denoiser was called and the sampler went on. */
export interface StepEvent {
  readonly type: 'step';
  /** Which picture, from 0. */
  readonly picture: number;
  /** Denoiser calls done for this picture, from 1, over both passes of hires fix. */
  readonly call: number;
  /** Denoiser calls that this picture takes in all. */
  readonly calls: number;
  readonly latents: Latents;
  /** Works out the clean latents as far as they can be told now. */
  readonly denoised: () => Latents;
}

/** A picture is done. */
export interface PictureEvent {
  readonly type: 'picture';
  readonly picture: number;
  readonly width: number;
  readonly height: number;
  /** RGB, rows from the top, channels interleaved. */
  readonly pixels: Uint8Array;
  /** What the sampler told the denoiser, one entry per call. */
  readonly timesteps: readonly number[];
}

/** Latents as a network takes them: `[1, channels, height, width]`. */
export function toTensor({ data, channels, width, height }: Latents): Tensor {
  return { data, dims: [1, channels, height, width] };
}

/** Latents of one picture, channels first. */
export interface Latents {
  readonly data: Float32Array;
  readonly channels: number;
  readonly width: number;
  readonly height: number;
}

/** colour = matrix · latents + bias, for each place: −1 to 1 is black to white. */
export interface LatentColours {
  /** One row of (red, green, blue) per latent channel. */
  readonly matrix: readonly (readonly [number, number, number])[];
  readonly bias: readonly [number, number, number];
}
