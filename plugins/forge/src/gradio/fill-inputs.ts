import { BackendError } from '@cyberimage/core';
import type { Txt2imgJob } from '../rest/txt2img-body.js';
import type { GradioFunction } from './gradio-config.js';

/**
 * The values of all inputs of Generate: those of the form as it begins, and ours by element id. Where an
 * input stands differs between versions; which one holds the task id is known by its place alone, since
 * it is the one text box without an id, and the first.
 *
 * @throws BackendError when the form lacks an element that the request needs
 */
export function fillInputs({ inputs }: GradioFunction, job: Txt2imgJob): readonly unknown[] {
  const values = formValues(job);
  const known = new Set(inputs.map(({ elemId }) => elemId));
  const missing = Object.keys(values).filter((elemId) => values[elemId]!.needed && !known.has(elemId));
  const [first] = inputs;
  if (first?.type !== 'textbox' || first.elemId !== undefined) missing.push('id_task');
  if (missing.length > 0) {
    const message = `the web UI’s form has no ${missing.join(', ')}; start the server with --api`;
    throw new BackendError('unavailable', message, { retryable: false });
  }
  return inputs.map((input, position) => {
    if (position === 0) return job.taskId;
    const given = input.elemId === undefined ? undefined : values[input.elemId];
    // State lives on the server, which ignores what is sent for it.
    if (input.type === 'state') return null;
    return given === undefined ? input.value : given.value;
  });
}

interface FormValue {
  readonly value: unknown;
  /** Without this element the picture would be another one. */
  readonly needed: boolean;
}

const always = (value: unknown): FormValue => ({ value, needed: true });
const ifThere = (value: unknown): FormValue => ({ value, needed: false });

function formValues({ plan, seed }: Txt2imgJob): Readonly<Record<string, FormValue>> {
  const { hires, scheduler, style, clipSkip } = plan;
  return {
    txt2img_prompt: always(plan.prompt),
    txt2img_neg_prompt: always(plan.negativePrompt),
    txt2img_styles: { value: style === undefined ? [] : [style], needed: style !== undefined },
    txt2img_batch_count: always(1),
    txt2img_batch_size: always(1),
    txt2img_cfg_scale: always(plan.guidanceScale),
    txt2img_distilled_cfg_scale: ifThere(plan.distilledCfgScale ?? 3.5),
    txt2img_height: always(plan.height),
    txt2img_width: always(plan.width),
    txt2img_steps: always(plan.steps),
    txt2img_sampling: always(plan.sampler),
    ...(scheduler === undefined ? {} : { txt2img_scheduler: always(scheduler) }),
    txt2img_seed: always(seed),
    txt2img_subseed_show: ifThere(false),
    'txt2img_enable-checkbox': ifThere(false),
    script_list: ifThere('None'),
    txt2img_override_settings: {
      value: clipSkip === undefined ? [] : [`Clip skip: ${clipSkip}`],
      needed: clipSkip !== undefined,
    },
    'txt2img_hr-checkbox': { value: hires !== undefined, needed: hires !== undefined },
    ...(hires === undefined
      ? {}
      : {
          txt2img_denoising_strength: always(hires.denoisingStrength),
          txt2img_hr_scale: always(hires.scale),
          txt2img_hr_upscaler: always(hires.upscaler),
          txt2img_hires_steps: always(hires.steps),
          txt2img_hr_resize_x: ifThere(0),
          txt2img_hr_resize_y: ifThere(0),
          hr_vae_te: ifThere(['Use same choices']),
          txt2img_hr_cfg: ifThere(plan.guidanceScale),
          txt2img_hr_distilled_cfg: ifThere(plan.distilledCfgScale ?? 3.5),
        }),
  };
}
