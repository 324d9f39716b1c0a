import { existsSync, readdirSync, readFileSync } from 'node:fs';
import sharp from 'sharp';
import type { NoiseSource } from '../noise/noise-source.js';
import { TorchGenerator } from '../noise/torch-generator.js';
import type { FamilyParameters } from '../pipelines/family-parameters.js';
import type { InputImage, PipelineRequest } from '../pipelines/pipeline.js';
import { toPlanes } from '../pipelines/pixel-planes.js';
import type { MicroConditioning } from '../pipelines/stable-diffusion-xl/micro-conditioning.js';
import { SAMPLERS } from '../schedulers/samplers.js';
import { SchedulerConfig } from '../schedulers/scheduler-config.js';
import { FIXTURES } from './read-oracle.js';

/** A `golden.json`: one reference run. */
export interface Golden {
  readonly id: string;
  readonly family: string;
  readonly model: string;
  readonly call: GoldenCall;
  readonly defaults_in_effect: Partial<GoldenCall>;
  readonly scheduler: { readonly class: string; readonly config: Readonly<Record<string, unknown>> };
  readonly timesteps: readonly number[];
}

type Pair = readonly [number, number];

/** The arguments of the reference pipeline. */
interface GoldenCall {
  readonly prompt: string;
  readonly prompt_2?: string | null;
  readonly prompt_3?: string | null;
  readonly negative_prompt?: string | null;
  readonly negative_prompt_2?: string | null;
  readonly clip_skip?: number | null;
  readonly max_sequence_length?: number;
  readonly true_cfg_scale?: number;
  readonly original_size?: Pair | null;
  readonly crops_coords_top_left?: Pair;
  readonly target_size?: Pair | null;
  readonly negative_original_size?: Pair | null;
  readonly negative_crops_coords_top_left?: Pair;
  readonly negative_target_size?: Pair | null;
  readonly num_inference_steps: number;
  readonly width: number;
  readonly height: number;
  readonly guidance_scale?: number;
  readonly guidance_rescale?: number;
  readonly eta?: number;
  readonly original_inference_steps?: number | null;
  readonly num_images_per_prompt?: number;
  readonly seed: number | string | readonly (number | string)[];
  readonly image?: string;
  readonly mask_image?: string;
  readonly strength?: number;
}

/** Every reference run of a family: folder and content. */
export function readGoldens(family: string): readonly (readonly [URL, Golden])[] {
  const folder = new URL(`goldens/${family}/`, FIXTURES);
  return readdirSync(folder).map((id) => {
    const run = new URL(`${id}/`, folder);
    return [run, JSON.parse(readFileSync(new URL('golden.json', run), 'utf8')) as Golden] as const;
  });
}

/** @throws Error when there is no such run */
export function findGolden(family: string, id: string): readonly [URL, Golden] {
  const found = readGoldens(family).find(([, golden]) => golden.id === id);
  if (found === undefined) throw new Error(`no golden ${family}/${id}`);
  return found;
}

/** The run as a request to a pipeline. */
export async function goldenRequest(run: URL, golden: Golden): Promise<PipelineRequest> {
  const call = { ...golden.defaults_in_effect, ...golden.call };
  const kind = SAMPLERS.find(({ schedulerClass }) => schedulerClass === golden.scheduler.class);
  if (kind === undefined) throw new Error(`no sampler for ${golden.scheduler.class}`);
  const { original_inference_steps: originalSteps } = call;
  const config = new SchedulerConfig({
    ...golden.scheduler.config,
    ...(typeof originalSteps === 'number' && { original_inference_steps: originalSteps }),
  });
  const input = await readInput(run, call);
  return {
    prompt: call.prompt,
    negativePrompt: call.negative_prompt ?? '',
    ...familyParameters(call),
    width: call.width,
    height: call.height,
    steps: call.num_inference_steps,
    guidanceScale: call.guidance_scale ?? 7.5,
    guidanceRescale: call.guidance_rescale ?? 0,
    eta: call.eta ?? 0,
    sampling: { kind, config },
    noises: goldenNoises(call),
    ...(input !== undefined && { input }),
    signal: new AbortController().signal,
  };
}

function familyParameters(call: GoldenCall): FamilyParameters {
  return {
    prompt2: call.prompt_2 ?? undefined,
    prompt3: call.prompt_3 ?? undefined,
    negativePrompt2: call.negative_prompt_2 ?? undefined,
    clipSkip: call.clip_skip ?? undefined,
    maxSequenceLength: call.max_sequence_length,
    trueCfgScale: call.true_cfg_scale,
    // diffusers tells an absent negative prompt from an empty one.
    forceZerosForEmptyPrompt: call.negative_prompt === null,
    microConditioning: sizes(call.original_size, call.crops_coords_top_left, call.target_size),
    ...(call.negative_original_size && {
      negativeMicroConditioning: sizes(
        call.negative_original_size,
        call.negative_crops_coords_top_left,
        call.negative_target_size,
      ),
    }),
  };
}

function sizes(original?: Pair | null, crop?: Pair, target?: Pair | null): MicroConditioning {
  return {
    ...(original && { originalSize: original }),
    ...(crop && { cropTopLeft: crop }),
    ...(target && { targetSize: target }),
  };
}

function goldenNoises({ seed, num_images_per_prompt: count = 1 }: GoldenCall): readonly NoiseSource[] {
  if (Array.isArray(seed)) return seed.map((value: number | string) => new TorchGenerator(BigInt(value)));
  const generator = new TorchGenerator(BigInt(String(seed)));
  return count === 1 ? [generator] : shareGenerator(generator, count);
}

/** One generator for a batch: each draw is for all pictures at once, and picture i gets the i-th part. */
function shareGenerator(generator: NoiseSource, count: number): readonly NoiseSource[] {
  const draws: Float32Array[] = [];
  return Array.from({ length: count }, (_, picture) => {
    let next = 0;
    return {
      randn: (length) => {
        const draw = (draws[next] ??= generator.randn(length * count));
        next++;
        return draw.slice(picture * length, (picture + 1) * length);
      },
    };
  });
}

async function readInput(run: URL, { image, mask_image: maskImage, strength }: GoldenCall) {
  if (image === undefined) return undefined;
  const input: InputImage = {
    pixels: toPlanes(await readPixels(new URL(image, run), 3)),
    strength: strength ?? 1,
  };
  if (maskImage === undefined) return input;
  const mask = Float32Array.from(await readPixels(new URL(maskImage, run), 1), (byte) =>
    byte < 128 ? 0 : 1,
  );
  return { ...input, mask };
}

async function readPixels(url: URL, channels: number): Promise<Uint8Array> {
  if (!existsSync(url)) throw new Error(`${url.href} is missing`);
  const image = sharp(readFileSync(url));
  return (channels === 1 ? image.toColourspace('b-w') : image.removeAlpha()).raw().toBuffer();
}
