import { readCheckpoint } from '../models/checkpoint.js';
import type { PicturePlan } from '../models/picture-plan.js';

/** A plan for a small picture. */
export function planOf(changes: Partial<PicturePlan> = {}): PicturePlan {
  return {
    checkpoint: readCheckpoint('sub/tiny-b.safetensors [0123456789]'),
    prompt: 'a cat',
    negativePrompt: '',
    steps: 10,
    guidanceScale: 7,
    width: 64,
    height: 64,
    numImages: 1,
    sampler: 'Euler a',
    scheduler: 'Karras',
    style: undefined,
    clipSkip: 1,
    distilledCfgScale: undefined,
    modules: undefined,
    vae: undefined,
    hires: undefined,
    variation: undefined,
    picture: undefined,
    ...changes,
  };
}
