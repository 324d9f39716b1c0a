import { BackendError, type JsonObject, type JsonValue } from '@cyberimage/core';
import { asNumber, asRecord, asText, asTexts } from '../http/read-json.js';
import type { PictureFile } from './media-type.js';

/** One picture as it came from the server. */
export interface ServerPicture {
  readonly file: PictureFile;
  readonly info: PictureInfo;
}

/** What the server says about how it made a picture. Members are absent where it does not say. */
export interface PictureInfo {
  readonly infotext?: string;
  readonly seed?: bigint;
  readonly prompt?: string;
  readonly sampler?: string;
  readonly scheduler?: string;
  readonly steps?: number;
  readonly guidanceScale?: number;
  readonly width?: number;
  readonly height?: number;
  readonly modelName?: string;
  readonly modelHash?: string;
  readonly clipSkip?: number;
  readonly variationSeed?: bigint;
  readonly variationStrength?: number;
  readonly denoisingStrength?: number;
  /** Files of VAE and text encoders without their extensions, as the infotext has them: Forge only. */
  readonly modules?: readonly string[];
  readonly version?: string;
  readonly jobTimestamp?: string;
  /** Position of the first picture: 1 when a grid leads. */
  readonly firstIndex: number;
}

/**
 * Reads `info`: a JSON text, which some servers leave empty. The seed is read from the infotext, since a
 * JSON number above 2^53 would lose digits.
 */
export function readInfo(text: string): PictureInfo {
  const info = parse(text);
  const firstIndex = asNumber(info['index_of_first_image']) ?? 0;
  const infotext = asTexts(info['infotexts'])[firstIndex];
  const items = infotext?.split('\n').at(-1) ?? '';
  const seed = /(?:^|, )Seed: (\d+)/.exec(items)?.[1];
  const variationSeed = /(?:^|, )Variation seed: (\d+)/.exec(items)?.[1];
  const modules = [...items.matchAll(/(?:^|, )Module \d+: ("(?:[^"\\]|\\.)*"|[^,]*)/g)];
  return {
    firstIndex,
    ...defined({
      infotext,
      seed: seed === undefined ? undefined : BigInt(seed),
      prompt: asText(info['prompt']),
      sampler: asText(info['sampler_name']),
      scheduler: asText(asRecord(info['extra_generation_params'])['Schedule type']),
      steps: asNumber(info['steps']),
      guidanceScale: asNumber(info['cfg_scale']),
      width: asNumber(info['width']),
      height: asNumber(info['height']),
      modelName: asText(info['sd_model_name']),
      modelHash: asText(info['sd_model_hash']),
      clipSkip: asNumber(info['clip_skip']),
      variationSeed: variationSeed === undefined ? undefined : BigInt(variationSeed),
      variationStrength: asNumber(info['subseed_strength']),
      denoisingStrength: asNumber(info['denoising_strength']),
      modules: infotext === undefined ? undefined : modules.map(([, name = '']) => unquote(name)),
      version: asText(info['version']),
      jobTimestamp: asText(info['job_timestamp']),
    }),
  };
}

/** A value with a comma, a colon or a line break in it is written as a JSON text. */
function unquote(value: string): string {
  return value.startsWith('"') ? String(JSON.parse(value)) : value;
}

/** The part of `info` that goes on record with the picture. */
export function toMetadata(info: PictureInfo): JsonObject {
  return defined<JsonValue>({
    infotext: info.infotext,
    sampler: info.sampler,
    scheduler: info.scheduler,
    model_name: info.modelName,
    model_hash: info.modelHash,
    clip_skip: info.clipSkip === undefined ? undefined : Math.max(0, info.clipSkip - 1),
    server_version: info.version,
  });
}

/** The members that are there. */
function defined<T>(members: Readonly<Record<string, T | undefined>>): Record<string, T> {
  return Object.fromEntries(
    Object.entries(members).filter((entry): entry is [string, T] => entry[1] !== undefined),
  );
}

function parse(text: string): Readonly<Record<string, unknown>> {
  if (text === '') return {};
  try {
    return asRecord(JSON.parse(text));
  } catch (error) {
    throw new BackendError('internal', 'the server’s info about the picture is no JSON', { cause: error });
  }
}
