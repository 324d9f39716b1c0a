import { createDpmSolverMultistep } from './dpm-solver-multistep.js';
import { createFlowMatchEuler } from './flow-match-euler.js';
import { createFlowMatchHeun } from './flow-match-heun.js';
import type { SamplerKind } from './sampler-kind.js';
import { createUniPc } from './unipc.js';

const FLOW_PREDICTION = { prediction_type: 'flow_prediction', use_flow_sigmas: true };

/** The samplers of rectified flow models, in the order in which a form lists them. */
export const FLOW_SAMPLERS: readonly SamplerKind[] = [
  {
    name: 'Flow Euler',
    schedulerClass: 'FlowMatchEulerDiscreteScheduler',
    aliases: ['FlowMatchEulerDiscreteScheduler', 'Euler', 'k_euler'],
    levels: 'flow',
    create: createFlowMatchEuler,
  },
  {
    name: 'Flow Heun',
    schedulerClass: 'FlowMatchHeunDiscreteScheduler',
    aliases: ['FlowMatchHeunDiscreteScheduler', 'Heun', 'k_heun'],
    levels: 'flow',
    create: createFlowMatchHeun,
  },
  {
    name: 'Flow DPM++ 2M',
    schedulerClass: 'DPMSolverMultistepScheduler',
    aliases: ['DPMSolverMultistepScheduler', 'DPM++ 2M', 'k_dpmpp_2m'],
    overrides: { ...FLOW_PREDICTION, algorithm_type: 'dpmsolver++', solver_order: 2 },
    levels: 'fixed',
    create: createDpmSolverMultistep,
  },
  {
    name: 'Flow UniPC',
    schedulerClass: 'UniPCMultistepScheduler',
    aliases: ['UniPCMultistepScheduler', 'UniPC'],
    overrides: FLOW_PREDICTION,
    levels: 'fixed',
    create: createUniPc,
  },
];
