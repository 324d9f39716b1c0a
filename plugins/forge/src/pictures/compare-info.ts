import type { WarningEvent } from '@cyberimage/core';
import { stemOf } from '../models/checkpoint.js';
import type { Txt2imgJob } from '../rest/txt2img-body.js';
import type { PictureInfo } from './server-picture.js';

/**
 * Compares what was asked for with what the server says it used. A server answers 200 where it used
 * another sampler, scheduler or checkpoint, so its own words are the only proof.
 *
 * @returns one warning per difference; what the server does not mention is not compared
 */
export function compareInfo(
  { plan, seed, variation }: Pick<Txt2imgJob, 'plan' | 'seed' | 'variation'>,
  info: PictureInfo,
): WarningEvent[] {
  const warnings: WarningEvent[] = [];
  const compare = (name: string, asked: string | number | bigint | undefined, used: typeof asked): void => {
    if (asked === undefined || used === undefined || String(asked) === String(used)) return;
    const message = `the server used the ${name.replaceAll('-', ' ')} ${used} instead of ${asked}`;
    warnings.push({ type: 'warning', code: `other-${name}`, message });
  };
  compare('checkpoint', stemOf(plan.checkpoint), info.modelName);
  if (info.modelName === undefined || info.modelName === stemOf(plan.checkpoint))
    compare('checkpoint-hash', plan.checkpoint.hash, info.modelHash);
  compare('sampler', plan.sampler, info.sampler);
  if (plan.scheduler !== 'Automatic') compare('schedule-type', plan.scheduler, info.scheduler);
  compare('seed', seed, info.seed);
  compare('number-of-steps', plan.steps, info.steps);
  compare('guidance-scale', plan.guidanceScale, info.guidanceScale);
  compare('width', plan.width, info.width);
  compare('height', plan.height, info.height);
  compare('clip-skip', plan.clipSkip, info.clipSkip);
  compare('variation-seed', variation?.seed, info.variationSeed);
  compare('variation-strength', variation?.strength, info.variationStrength);
  compare('denoising-strength', plan.picture?.strength, info.denoisingStrength);
  if (plan.modules !== undefined)
    compare('modules', nameList(plan.modules.map(withoutExtension)), info.modules && nameList(info.modules));
  return warnings;
}

const withoutExtension = (file: string): string => file.replace(/\.[^.]+$/, '');
const nameList = (names: readonly string[]): string => names.toSorted().join(', ') || 'none';
