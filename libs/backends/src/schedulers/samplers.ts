import { createDdim } from './ddim.js';
import { createDpmSolverMultistep } from './dpm-solver-multistep.js';
import { createEuler } from './euler.js';
import { createEulerAncestral } from './euler-ancestral.js';
import { createHeun } from './heun.js';
import { createLcm } from './lcm.js';
import { createPndm } from './pndm.js';
import type { SamplerFactory } from './sampler.js';
import { createUniPc } from './unipc.js';

/** A sampler on offer. */
export interface SamplerKind {
  /** A1111's name: the value of the `sampler` parameter. */
  readonly name: string;
  /** diffusers' class. */
  readonly schedulerClass: string;
  /** Other names that people send: diffusers' class and k-diffusion's function. */
  readonly aliases: readonly string[];
  /** Keys of the scheduler config that make this sampler out of its class. */
  readonly overrides?: Readonly<Record<string, string | number | boolean>>;
  /** Whether noise levels can be spread by Karras and the like. */
  readonly takesSigmaSpread: boolean;
  /** Whether timesteps can be spaced; false for the samplers bound to the steps of their distillation. */
  readonly takesSpacing: boolean;
  readonly create: SamplerFactory;
}

const DPM_SOLVER = {
  schedulerClass: 'DPMSolverMultistepScheduler',
  takesSigmaSpread: true,
  takesSpacing: true,
  create: createDpmSolverMultistep,
};
const DPMPP_2M = { algorithm_type: 'dpmsolver++', solver_order: 2 };
const DPMPP_2M_SDE = { algorithm_type: 'sde-dpmsolver++', solver_order: 2 };

/** Every sampler, in the order in which a form lists them. */
export const SAMPLERS: readonly SamplerKind[] = [
  {
    name: 'Euler',
    schedulerClass: 'EulerDiscreteScheduler',
    aliases: ['EulerDiscreteScheduler', 'k_euler'],
    takesSigmaSpread: true,
    takesSpacing: true,
    create: createEuler,
  },
  {
    name: 'Euler a',
    schedulerClass: 'EulerAncestralDiscreteScheduler',
    aliases: ['EulerAncestralDiscreteScheduler', 'Euler ancestral', 'k_euler_a'],
    takesSigmaSpread: true,
    takesSpacing: true,
    create: createEulerAncestral,
  },
  {
    ...DPM_SOLVER,
    name: 'DPM++ 2M',
    aliases: ['DPMSolverMultistepScheduler', 'k_dpmpp_2m'],
    overrides: DPMPP_2M,
  },
  {
    ...DPM_SOLVER,
    name: 'DPM++ 2M Karras',
    aliases: ['k_dpmpp_2m_ka'],
    overrides: { ...DPMPP_2M, use_karras_sigmas: true },
  },
  { ...DPM_SOLVER, name: 'DPM++ 2M SDE', aliases: ['k_dpmpp_2m_sde'], overrides: DPMPP_2M_SDE },
  {
    ...DPM_SOLVER,
    name: 'DPM++ 2M SDE Karras',
    aliases: ['k_dpmpp_2m_sde_ka'],
    overrides: { ...DPMPP_2M_SDE, use_karras_sigmas: true },
  },
  {
    name: 'DDIM',
    schedulerClass: 'DDIMScheduler',
    aliases: ['DDIMScheduler'],
    takesSigmaSpread: false,
    takesSpacing: true,
    create: createDdim,
  },
  {
    name: 'PNDM',
    schedulerClass: 'PNDMScheduler',
    aliases: ['PNDMScheduler', 'PLMS'],
    takesSigmaSpread: false,
    takesSpacing: true,
    create: createPndm,
  },
  {
    name: 'Heun',
    schedulerClass: 'HeunDiscreteScheduler',
    aliases: ['HeunDiscreteScheduler', 'k_heun'],
    takesSigmaSpread: true,
    takesSpacing: true,
    create: createHeun,
  },
  {
    name: 'UniPC',
    schedulerClass: 'UniPCMultistepScheduler',
    aliases: ['UniPCMultistepScheduler'],
    takesSigmaSpread: true,
    takesSpacing: true,
    create: createUniPc,
  },
  {
    name: 'LCM',
    schedulerClass: 'LCMScheduler',
    aliases: ['LCMScheduler'],
    takesSigmaSpread: false,
    takesSpacing: false,
    create: createLcm,
  },
];
