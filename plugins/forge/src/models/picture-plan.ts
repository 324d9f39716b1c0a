import {
  resolveParameters,
  type Adjustment,
  type GenerationRequest,
  type ParameterValue,
  type RefusalReason,
} from '@cyberimage/core';
import { findCheckpoint, type Checkpoint } from './checkpoint.js';
import { findUnknownLora } from './lora-tags.js';
import { buildOptionSchema } from './option-schema.js';
import type { ServerLists } from './server-lists.js';

/** A request in which every name was found in the server's lists. */
export interface PicturePlan {
  readonly checkpoint: Checkpoint;
  /** With the tags of all LoRAs. */
  readonly prompt: string;
  readonly negativePrompt: string;
  readonly steps: number;
  readonly guidanceScale: number;
  readonly width: number;
  readonly height: number;
  readonly numImages: number;
  readonly sampler: string | undefined;
  /** A label; undefined where the server has no schedulers. */
  readonly scheduler: string | undefined;
  readonly style: string | undefined;
  /** As the server counts: 1 for none. */
  readonly clipSkip: number | undefined;
  readonly distilledCfgScale: number | undefined;
  /** Forge only. */
  readonly modules: readonly string[] | undefined;
  readonly vae: string | undefined;
  readonly hires: HiresPlan | undefined;
  /** Undefined for a picture without a variation. */
  readonly variation: Variation | undefined;
  /** Starts from a picture; hires fix is left out then, as on the server. */
  readonly picture: PictureStart | undefined;
}

/** The way from the picture of one seed to that of another. */
interface Variation {
  readonly seed: bigint;
  /** Above 0, to 1. */
  readonly strength: number;
}

/** How a picture is started from, in the server's numbers. */
interface PictureStart {
  readonly strength: number;
  readonly resizeMode: number;
  readonly mask: MaskUse | undefined;
}

interface MaskUse {
  readonly blur: number;
  readonly fill: number;
  readonly isInverted: boolean;
  readonly isOnlyMasked: boolean;
  readonly padding: number;
}

/** The second pass. */
interface HiresPlan {
  readonly scale: number;
  readonly upscaler: string;
  /** 0: as many as in the first pass. */
  readonly steps: number;
  readonly denoisingStrength: number;
}

/** A plan, or why there is none. */
export type Planned =
  | { readonly plan: PicturePlan; readonly adjustments: readonly Adjustment[] }
  | { readonly plan: undefined; readonly reasons: readonly RefusalReason[] };

/**
 * Holds a request against what the server offers. Names that it does not know are refused here, because
 * the server would use something else without a word.
 */
export function planPicture(lists: ServerLists, request: GenerationRequest): Planned {
  const checkpoint = findCheckpoint(lists.checkpoints, request.model);
  if (checkpoint === undefined) return { plan: undefined, reasons: [unknownModel(lists, request.model)] };
  const resolved = resolveParameters(buildOptionSchema(lists), request.parameters);
  if (!resolved.valid) return { plan: undefined, reasons: resolved.reasons };
  const read = reader(resolved.parameters);
  const modules = readModules(lists, read.text('modules'));
  if (modules !== undefined && 'unknown' in modules) {
    return { plan: undefined, reasons: [unknownModule(lists, modules.unknown)] };
  }
  const prompt = [read.text('prompt'), read.text('loras')].filter((text) => text !== undefined).join(' ');
  const unknown = findUnknownLora(lists, prompt);
  if (unknown !== undefined) return { plan: undefined, reasons: [unknown] };
  const picture = readPicture(resolved.parameters, read);
  const isHires = picture === undefined && resolved.parameters['enable_hr'] === true;
  const clipSkip = read.given('clip_skip');
  const plan: PicturePlan = {
    checkpoint,
    prompt,
    negativePrompt: read.text('negative_prompt') ?? '',
    steps: read.number('steps'),
    guidanceScale: read.number('guidance_scale'),
    width: read.number('width'),
    height: read.number('height'),
    numImages: read.number('num_images'),
    sampler: read.text('sampler'),
    scheduler: read.text('scheduler'),
    style: read.text('style'),
    clipSkip: clipSkip === undefined ? undefined : clipSkip + 1,
    distilledCfgScale: read.given('distilled_cfg_scale'),
    modules,
    vae: read.text('vae'),
    hires: isHires ? readHires(read) : undefined,
    variation: readVariation(read),
    picture,
  };
  return { plan, adjustments: resolved.adjustments };
}

type Reader = ReturnType<typeof reader>;

function reader(parameters: Readonly<Record<string, ParameterValue>>) {
  return {
    /** Undefined for an absent or empty text. */
    text: (name: string) =>
      parameters[name] === undefined ? undefined : String(parameters[name]) || undefined,
    number: (name: string) => Number(parameters[name]),
    given: (name: string) => (parameters[name] === undefined ? undefined : Number(parameters[name])),
  };
}

function readVariation(read: Reader): Variation | undefined {
  const strength = read.number('variation_strength');
  return strength > 0 ? { strength, seed: BigInt(read.text('variation_seed') ?? 0) } : undefined;
}

/** The seeds of picture `index`: with a variation it is the variation seed that counts up, as on the server. */
export function pictureSeeds(
  { variation }: PicturePlan,
  seed: bigint,
  index: number,
): { readonly seed: bigint; readonly variation: Variation | undefined } {
  // Modulo 2^64.
  const countUp = (first: bigint) => BigInt.asUintN(64, first + BigInt(index));
  if (variation === undefined) return { seed: countUp(seed), variation };
  return { seed, variation: { ...variation, seed: countUp(variation.seed) } };
}

function readHires(read: Reader): HiresPlan {
  return {
    scale: read.number('hr_scale'),
    upscaler: read.text('hr_upscaler') ?? 'Latent',
    steps: read.number('hr_second_pass_steps'),
    denoisingStrength: read.number('denoising_strength'),
  };
}

function readPicture(
  parameters: Readonly<Record<string, ParameterValue>>,
  read: Reader,
): PictureStart | undefined {
  if (read.text('image') === undefined) return undefined;
  const mask: MaskUse = {
    blur: read.number('mask_blur'),
    fill: read.number('inpainting_fill'),
    isInverted: parameters['inpainting_mask_invert'] === true,
    isOnlyMasked: parameters['inpaint_full_res'] === true,
    padding: read.given('inpaint_full_res_padding') ?? 0,
  };
  return {
    strength: read.number('strength'),
    resizeMode: read.number('resize_mode'),
    mask: read.text('mask') === undefined ? undefined : mask,
  };
}

function readModules(
  { modules: known }: ServerLists,
  text: string | undefined,
): readonly string[] | { unknown: string } | undefined {
  if (known === undefined) return undefined;
  const names: string[] = [];
  for (const given of (text ?? '').split(',').map((name) => name.trim())) {
    if (given === '') continue;
    const name = known.find((module) => module.toLowerCase() === given.toLowerCase());
    if (name === undefined) return { unknown: given };
    names.push(name);
  }
  return names;
}

function unknownModel(lists: ServerLists, name: string): RefusalReason {
  const known = lists.checkpoints.map(({ id }) => id).join(', ') || 'none';
  const message = `the server has no checkpoint ${JSON.stringify(name)}, or several of that name; there are: ${known}`;
  return { field: 'model', code: 'unknown-model', message };
}

function unknownModule({ modules = [] }: ServerLists, name: string): RefusalReason {
  const message = `the server has no module ${JSON.stringify(name)}; there are: ${modules.join(', ') || 'none'}`;
  return { field: 'modules', code: 'unknown-module', message };
}
