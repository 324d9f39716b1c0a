import { createDdim } from './ddim.js';
import { createDdpm } from './ddpm.js';
import { createDeis } from './deis.js';
import { createDpm2 } from './dpm2.js';
import { createDpm2Ancestral } from './dpm2-ancestral.js';
import { createDpmSolverMultistep } from './dpm-solver-multistep.js';
import { createDpmPp2sAncestral } from './dpmpp-2s-ancestral.js';
import { createDpmPp3mSde } from './dpmpp-3m-sde.js';
import { createDpmPpSde } from './dpmpp-sde.js';
import { createEuler } from './euler.js';
import { createEulerAncestral } from './euler-ancestral.js';
import { createHeun } from './heun.js';
import { createLms } from './lms.js';
import { createPndm } from './pndm.js';
import type { SamplerKind } from './sampler-kind.js';
import { createUniPc } from './unipc.js';

const DPM_SOLVER: Omit<SamplerKind, 'name' | 'aliases'> = {
  schedulerClass: 'DPMSolverMultistepScheduler',
  levels: 'sigma',
  create: createDpmSolverMultistep,
};
const DPMPP_2M = { algorithm_type: 'dpmsolver++', solver_order: 2 };
const DPMPP_2M_SDE = { algorithm_type: 'sde-dpmsolver++', solver_order: 2 };

/** The samplers of models that predict noise, velocity or the sample, in the order in which a form lists them. */
export const DIFFUSION_SAMPLERS: readonly SamplerKind[] = [
  {
    name: 'Euler',
    webui: { automatic: 'uniform' },
    schedulerClass: 'EulerDiscreteScheduler',
    aliases: ['EulerDiscreteScheduler', 'k_euler'],
    levels: 'sigma',
    create: createEuler,
  },
  {
    name: 'Euler a',
    webui: { automatic: 'uniform' },
    schedulerClass: 'EulerAncestralDiscreteScheduler',
    aliases: ['EulerAncestralDiscreteScheduler', 'Euler ancestral', 'k_euler_a'],
    levels: 'sigma',
    create: createEulerAncestral,
  },
  {
    ...DPM_SOLVER,
    name: 'DPM++ 2M',
    webui: { automatic: 'karras' },
    aliases: ['DPMSolverMultistepScheduler', 'k_dpmpp_2m'],
    overrides: DPMPP_2M,
  },
  {
    ...DPM_SOLVER,
    name: 'DPM++ 2M Karras',
    webui: { automatic: 'karras' },
    aliases: ['k_dpmpp_2m_ka'],
    overrides: { ...DPMPP_2M, use_karras_sigmas: true },
  },
  {
    ...DPM_SOLVER,
    name: 'DPM++ 2M SDE',
    webui: { automatic: 'exponential' },
    aliases: ['k_dpmpp_2m_sde'],
    overrides: DPMPP_2M_SDE,
  },
  {
    ...DPM_SOLVER,
    name: 'DPM++ 2M SDE Karras',
    webui: { automatic: 'karras' },
    aliases: ['k_dpmpp_2m_sde_ka'],
    overrides: { ...DPMPP_2M_SDE, use_karras_sigmas: true },
  },
  {
    name: 'DPM++ SDE',
    webui: { automatic: 'karras' },
    schedulerClass: 'DPMSolverSDEScheduler',
    aliases: ['DPMSolverSDEScheduler', 'k_dpmpp_sde'],
    levels: 'sigma',
    create: createDpmPpSde,
  },
  {
    name: 'DPM++ 2S a',
    webui: { automatic: 'karras' },
    schedulerClass: 'sample_dpmpp_2s_ancestral',
    aliases: ['k_dpmpp_2s_a'],
    levels: 'sigma',
    create: createDpmPp2sAncestral,
  },
  {
    name: 'DPM++ 3M SDE',
    webui: { automatic: 'exponential', dropsPenultimate: true },
    schedulerClass: 'sample_dpmpp_3m_sde',
    aliases: ['k_dpmpp_3m_sde'],
    levels: 'sigma',
    create: createDpmPp3mSde,
  },
  {
    name: 'DDIM',
    schedulerClass: 'DDIMScheduler',
    aliases: ['DDIMScheduler'],
    levels: 'timestep',
    create: createDdim,
  },
  {
    name: 'DDPM',
    schedulerClass: 'DDPMScheduler',
    aliases: ['DDPMScheduler'],
    levels: 'timestep',
    create: createDdpm,
  },
  {
    name: 'PNDM',
    schedulerClass: 'PNDMScheduler',
    aliases: ['PNDMScheduler', 'PLMS'],
    levels: 'timestep',
    create: createPndm,
  },
  {
    name: 'Heun',
    webui: { automatic: 'uniform' },
    schedulerClass: 'HeunDiscreteScheduler',
    aliases: ['HeunDiscreteScheduler', 'k_heun'],
    levels: 'sigma',
    create: createHeun,
  },
  {
    name: 'LMS',
    webui: { automatic: 'uniform' },
    schedulerClass: 'LMSDiscreteScheduler',
    aliases: ['LMSDiscreteScheduler', 'k_lms'],
    levels: 'sigma',
    create: createLms,
  },
  {
    name: 'DPM2',
    webui: { automatic: 'karras', dropsPenultimate: true },
    schedulerClass: 'KDPM2DiscreteScheduler',
    aliases: ['KDPM2DiscreteScheduler', 'k_dpm_2'],
    levels: 'sigma',
    create: createDpm2,
  },
  {
    name: 'DPM2 a',
    webui: { automatic: 'karras', dropsPenultimate: true },
    schedulerClass: 'KDPM2AncestralDiscreteScheduler',
    aliases: ['KDPM2AncestralDiscreteScheduler', 'k_dpm_2_a'],
    levels: 'sigma',
    create: createDpm2Ancestral,
  },
  {
    name: 'UniPC',
    schedulerClass: 'UniPCMultistepScheduler',
    aliases: ['UniPCMultistepScheduler'],
    levels: 'sigma',
    create: createUniPc,
  },
  {
    name: 'DEIS',
    schedulerClass: 'DEISMultistepScheduler',
    aliases: ['DEISMultistepScheduler'],
    levels: 'sigma',
    create: createDeis,
  },
];
