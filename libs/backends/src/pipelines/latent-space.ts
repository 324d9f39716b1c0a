import type { Port } from '../runtime/tensor.js';
import type { JsonRecord } from '../weights/model-folder.js';
import { countOf, numberOf } from './config-values.js';
import type { LatentScaling } from './networks/vae-decoder.js';

/** The latents that a model works on. */
export interface LatentSpace {
  readonly channels: number;
  /** Pixels per latent, each way. */
  readonly vaeFactor: number;
  readonly scaling: LatentScaling;
  /** Width and height in latents are multiples of this. */
  readonly multiple: number;
  /** Side in latents that the model was trained at. */
  readonly nativeSize: number;
}

/** The files that tell of a latent space; those that are absent are undefined. */
export interface LatentSpaceFiles {
  readonly denoiser: JsonRecord | undefined;
  readonly vae: JsonRecord | undefined;
  readonly inputs: readonly Port[];
}

const kl = (channels: number, factor: number, shift: number) =>
  ({ channels, vaeFactor: 8, scaling: { factor, shift } }) as const;

/** What the released models have, for exports without config.json: by an input that only they take. */
const RELEASED: readonly (readonly [input: string, space: LatentSpace])[] = [
  ['img_ids', { ...kl(16, 0.3611, 0.1159), multiple: 2, nativeSize: 128 }],
  ['pooled_projections', { ...kl(16, 1.5305, 0.0609), multiple: 2, nativeSize: 128 }],
  [
    'encoder_attention_mask',
    { channels: 32, vaeFactor: 32, scaling: { factor: 0.41407, shift: 0 }, multiple: 1, nativeSize: 32 },
  ],
  ['time_ids', { ...kl(4, 0.13025, 0), multiple: 4, nativeSize: 128 }],
];
const STABLE_DIFFUSION_1: LatentSpace = { ...kl(4, 0.18215, 0), multiple: 8, nativeSize: 64 };

/** The latent space of a model: from its configs, else as its released kind has it. */
export function readLatentSpace({ denoiser, vae, inputs }: LatentSpaceFiles): LatentSpace {
  const known = RELEASED.find(([input]) => inputs.some(({ name }) => name === input));
  const released = known?.[1] ?? STABLE_DIFFUSION_1;
  const blocks = countOf(vae, 'block_out_channels') ?? countOf(vae, 'encoder_block_out_channels');
  // The export drops diffusers' padding for odd sizes: latents must halve evenly at each down-sampling.
  const downsamplings = countOf(denoiser, 'block_out_channels');
  return {
    channels: numberOf(vae, 'latent_channels') ?? released.channels,
    vaeFactor: blocks === undefined ? released.vaeFactor : 2 ** (blocks - 1),
    scaling: {
      factor: numberOf(vae, 'scaling_factor') ?? released.scaling.factor,
      shift: numberOf(vae, 'shift_factor') ?? released.scaling.shift,
    },
    multiple: downsamplings === undefined ? released.multiple : 2 ** (downsamplings - 1),
    nativeSize: numberOf(denoiser, 'sample_size') ?? released.nativeSize,
  };
}
