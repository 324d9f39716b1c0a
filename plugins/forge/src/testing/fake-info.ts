import { shortHashOf, stemOf, type FakeCheckpoint } from './fake-checkpoints.js';
import { SAMPLER_NAMES, SCHEDULERS, STYLES } from './fake-listings.js';
import type { FakeTxt2img } from './fake-txt2img-request.js';
import type { FakeVariant } from './fake-variant.js';

/** What a job used, which need not be what was asked for. */
export interface FakeUsed {
  readonly sampler: string;
  readonly scheduler: string;
  readonly prompt: string;
  readonly negativePrompt: string;
  readonly clipSkip: number;
  readonly modules: readonly string[];
  readonly checkpoint: FakeCheckpoint;
}

/** A1111 ≥ 1.9: whatever is no sampler's exact name becomes the first sampler, without a word. */
export function resolveSampling(request: FakeTxt2img): { sampler: string; scheduler: string } {
  const asked = request.sampler_name ?? 'Euler';
  const suffix = SCHEDULERS.find(
    ([name, label]) => asked.endsWith(` ${label}`) || asked.endsWith(` ${name}`),
  );
  const name = suffix === undefined ? asked : asked.slice(0, asked.lastIndexOf(' '));
  const scheduler = SCHEDULERS.find((row) => row.includes(request.scheduler ?? ''))?.[1];
  return {
    sampler: SAMPLER_NAMES.includes(name) ? name : SAMPLER_NAMES[0]!,
    scheduler: scheduler ?? suffix?.[1] ?? 'Automatic',
  };
}

/** Styles are merged into the prompts; unknown names are dropped. */
export function mergeStyles(request: FakeTxt2img): { prompt: string; negativePrompt: string } {
  let { prompt, negative_prompt: negativePrompt } = request;
  for (const name of request.styles) {
    const style = STYLES.find((row) => row.name === name);
    if (style?.prompt) prompt = style.prompt.replace('{prompt}', prompt);
    if (style?.negative_prompt)
      negativePrompt = [negativePrompt, style.negative_prompt].filter(Boolean).join(', ');
  }
  return { prompt, negativePrompt };
}

/** Python's text of a float. */
const float = (value: number): string => (Number.isInteger(value) ? `${value}.0` : String(value));

export function writeInfotext(
  request: FakeTxt2img,
  used: FakeUsed,
  seed: bigint,
  variant: FakeVariant,
): string {
  const items = [
    `Steps: ${request.steps}`,
    `Sampler: ${used.sampler}`,
    `Schedule type: ${used.scheduler}`,
    `CFG scale: ${float(request.cfg_scale)}`,
    `Seed: ${seed}`,
    `Size: ${request.width}x${request.height}`,
    `Model hash: ${shortHashOf(used.checkpoint)}`,
    `Model: ${stemOf(used.checkpoint)}`,
    ...(request.subseed_strength > 0
      ? [`Variation seed: ${request.subseed}`, `Variation seed strength: ${request.subseed_strength}`]
      : []),
    ...(used.clipSkip > 1 ? [`Clip skip: ${used.clipSkip}`] : []),
    ...(request.enable_hr
      ? [`Hires upscale: ${float(request.hr_scale)}`, `Hires upscaler: ${request.hr_upscaler ?? 'Latent'}`]
      : []),
    `Version: ${variant.version}`,
    ...used.modules.map((name, index) => `Module ${index + 1}: ${name.replace(/\.[^.]+$/, '')}`),
  ];
  const negative = used.negativePrompt === '' ? '' : `\nNegative prompt: ${used.negativePrompt}`;
  return `${used.prompt}${negative}\n${items.join(', ')}`;
}

/** The `info` object; it is sent as a JSON text. */
export function writeInfo(
  request: FakeTxt2img,
  used: FakeUsed,
  job: {
    seeds: readonly bigint[];
    infotexts: readonly string[];
    hasGrid: boolean;
    timestamp: string;
    version: string;
  },
): object {
  return {
    prompt: used.prompt,
    all_prompts: job.seeds.map(() => used.prompt),
    negative_prompt: used.negativePrompt,
    all_negative_prompts: job.seeds.map(() => used.negativePrompt),
    seed: job.seeds[0],
    all_seeds: job.seeds,
    subseed: request.subseed,
    all_subseeds: job.seeds.map((_seed, index) => index + 1),
    subseed_strength: request.subseed_strength,
    width: request.width,
    height: request.height,
    sampler_name: used.sampler,
    cfg_scale: request.cfg_scale,
    steps: request.steps,
    batch_size: request.batch_size,
    restore_faces: false,
    face_restoration_model: null,
    sd_model_name: stemOf(used.checkpoint),
    sd_model_hash: shortHashOf(used.checkpoint),
    sd_vae_name: null,
    sd_vae_hash: null,
    seed_resize_from_w: -1,
    seed_resize_from_h: -1,
    denoising_strength: request.denoising_strength,
    extra_generation_params: { 'Schedule type': used.scheduler },
    index_of_first_image: job.hasGrid ? 1 : 0,
    infotexts: job.infotexts,
    styles: request.styles,
    job_timestamp: job.timestamp,
    clip_skip: used.clipSkip,
    is_using_inpainting_conditioning: false,
    version: job.version,
  };
}
