import { createLcm } from './lcm.js';
import type { SamplerKind } from './sampler-kind.js';
import { createScm } from './scm.js';
import { createTcd } from './tcd.js';

/** The samplers of consistency models, which go to the clean latents and back to less noise. */
export const CONSISTENCY_SAMPLERS: readonly SamplerKind[] = [
  {
    name: 'LCM',
    schedulerClass: 'LCMScheduler',
    aliases: ['LCMScheduler'],
    levels: 'fixed',
    create: createLcm,
  },
  {
    name: 'TCD',
    schedulerClass: 'TCDScheduler',
    aliases: ['TCDScheduler'],
    levels: 'fixed',
    create: createTcd,
  },
];

/** The sampler of consistency models in TrigFlow: Sana Sprint. */
export const SCM: SamplerKind = {
  name: 'SCM',
  schedulerClass: 'SCMScheduler',
  aliases: ['SCMScheduler'],
  levels: 'fixed',
  create: createScm,
};
