/** A1111's names and diffusers' classes for ComfyUI's samplers, where they are the same method. */
export const SAMPLER_ALIASES: Readonly<Record<string, readonly string[]>> = {
  euler: ['EulerDiscreteScheduler'],
  euler_ancestral: ['Euler a', 'EulerAncestralDiscreteScheduler'],
  heun: ['HeunDiscreteScheduler'],
  dpm_2: ['DPM2', 'KDPM2DiscreteScheduler'],
  dpm_2_ancestral: ['DPM2 a', 'KDPM2AncestralDiscreteScheduler'],
  lms: ['LMSDiscreteScheduler'],
  dpm_fast: ['DPM fast'],
  dpm_adaptive: ['DPM adaptive'],
  dpmpp_2s_ancestral: ['DPM++ 2S a'],
  dpmpp_sde: ['DPM++ SDE'],
  dpmpp_2m: ['DPM++ 2M', 'DPMSolverMultistepScheduler'],
  dpmpp_2m_sde: ['DPM++ 2M SDE'],
  dpmpp_3m_sde: ['DPM++ 3M SDE'],
  ddim: ['DDIMScheduler'],
  uni_pc: ['UniPC', 'UniPCMultistepScheduler'],
  lcm: ['LCMScheduler'],
};
