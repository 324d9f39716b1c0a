/** A1111's names of samplers, by ComfyUI's names of the same methods; others go by the same name everywhere. */
const SAMPLERS: ReadonlyMap<string, string> = new Map([
  ['euler', 'Euler'],
  ['euler_ancestral', 'Euler a'],
  ['heun', 'Heun'],
  ['lms', 'LMS'],
  ['lcm', 'LCM'],
  ['dpm_2', 'DPM2'],
  ['dpm_2_ancestral', 'DPM2 a'],
  ['dpm_fast', 'DPM fast'],
  ['dpm_adaptive', 'DPM adaptive'],
  ['dpmpp_2s_ancestral', 'DPM++ 2S a'],
  ['dpmpp_2m', 'DPM++ 2M'],
  ['dpmpp_2m_sde', 'DPM++ 2M SDE'],
  ['dpmpp_3m_sde', 'DPM++ 3M SDE'],
  ['dpmpp_sde', 'DPM++ SDE'],
  ['ddim', 'DDIM'],
  ['ddpm', 'DDPM'],
  ['uni_pc', 'UniPC'],
]);

/** A1111's names of schedule types. */
const SCHEDULE_TYPES = [
  'Automatic',
  'Uniform',
  'Karras',
  'Exponential',
  'Polyexponential',
  'SGM Uniform',
  'KL Optimal',
  'Align Your Steps',
  'Simple',
  'Normal',
  'DDIM',
  'Beta',
  'Turbo',
];
const SCHEDULE_TYPES_BY_KEY = new Map(SCHEDULE_TYPES.map((name) => [keyOf(name), name]));

/** What A1111 calls a sampler; the name itself where it has no other word. */
export function webuiSampler(name: string): string {
  return SAMPLERS.get(name) ?? name;
}

/** What A1111 calls a schedule type; the name itself where it has no other word. */
export function webuiScheduleType(name: string): string {
  return SCHEDULE_TYPES_BY_KEY.get(keyOf(name)) ?? name;
}

/** `sgm_uniform` and `SGM Uniform` are one. */
function keyOf(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z]/g, '');
}
