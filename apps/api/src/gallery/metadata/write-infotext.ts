import type { JsonObject, JsonValue } from '@cyberimage/core';
import { HIRES_PARAMETERS, hiresInfotext } from './hires-infotext.js';
import type { InfotextItem } from './infotext-item.js';
import { loraHashes } from './lora-hashes.js';
import { PICTURE_PARAMETERS, pictureInfotext } from './picture-infotext.js';
import { webuiSampler, webuiScheduleType } from './webui-names.js';

/**
 * What the text says it was written by. Plain `CyberImage` stands in older texts, which counted clip skip as
 * diffusers does.
 */
const WRITER = 'CyberImage v2';

/** The web UIs' names of well-known parameters, in their order. */
const LABELS: readonly (readonly [parameter: string, label: string])[] = [
  ['steps', 'Steps'],
  ['sampler', 'Sampler'],
  ['scheduler', 'Schedule type'],
  ['guidance_scale', 'CFG scale'],
  ['seed', 'Seed'],
  ['variation_seed', 'Variation seed'],
  ['variation_strength', 'Variation seed strength'],
  ['size', 'Size'],
  ['model_hash', 'Model hash'],
  ['model', 'Model'],
];

/** Told elsewhere in the text, or of no meaning for one picture. */
const LEFT_OUT = new Set([
  'prompt',
  'negative_prompt',
  'width',
  'height',
  'num_images',
  'loras',
  'applied_loras',
  'clip_skip',
  ...HIRES_PARAMETERS,
  ...PICTURE_PARAMETERS,
  'output_format',
  'output_quality',
]);

/** What a picture was made with. */
export interface InfotextSource {
  readonly model: string;
  readonly seed: string;
  readonly width: number;
  readonly height: number;
  readonly parameters: JsonObject;
}

/**
 * The `parameters` text that A1111 and Forge write into pictures: prompt, negative prompt, then one line of
 * `Key: value` items. Prompts go in raw, with the tags of LoRAs at the end of the first; item values with a
 * comma, colon or line break as JSON strings. What a server of theirs wrote itself stays as it is.
 */
export function writeInfotext({ model, seed, width, height, parameters }: InfotextSource): string {
  const theirs = textOf(parameters['infotext']);
  if (theirs !== '') return theirs;
  const hires = hiresInfotext(parameters);
  const size = hires?.size ?? `${width}x${height}`;
  const values: JsonObject = { ...parameters, ...samplingOf(parameters), seed, size, model };
  const known = LABELS.map(([name, label]) => [label, values[name]] as const);
  const labelled = new Set(LABELS.map(([name]) => name));
  const others = Object.entries(values)
    .filter(([name]) => !labelled.has(name) && !LEFT_OUT.has(name))
    .map(([name, value]) => [labelOf(name), value] as const);
  const all: readonly InfotextItem[] = [
    ...known,
    ['Clip skip', webuiClipSkip(parameters['clip_skip'])],
    ...pictureInfotext(parameters),
    ...others,
    ...(hires?.items ?? []),
    ['Lora hashes', loraHashes(parameters['applied_loras'])],
    ['Version', WRITER],
  ];
  const items = all.flatMap(writeItem).join(', ');
  const negative = textOf(parameters['negative_prompt']);
  const prompt = [parameters['prompt'], parameters['loras']].map(textOf).filter((text) => text !== '');
  const lines = [prompt.join(' '), ...(negative === '' ? [] : [`Negative prompt: ${negative}`]), items];
  return lines.join('\n').trim();
}

function samplingOf({ sampler, scheduler }: JsonObject): JsonObject {
  return {
    ...(typeof sampler === 'string' && { sampler: webuiSampler(sampler) }),
    ...(typeof scheduler === 'string' && { scheduler: webuiScheduleType(scheduler) }),
  };
}

/** A1111 counts the last layer too, and says nothing when none is skipped. */
function webuiClipSkip(clipSkip: JsonValue | undefined): number | undefined {
  return typeof clipSkip === 'number' && clipSkip > 0 ? clipSkip + 1 : undefined;
}

function writeItem([label, value]: InfotextItem): string[] {
  if (value === undefined || value === null || value === '' || typeof value === 'object') return [];
  const text = String(value);
  return [`${label}: ${/[,:\n]/.test(text) ? JSON.stringify(text) : text}`];
}

/** `model_name` becomes `Model name`. */
function labelOf(name: string): string {
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
