import type { Txt2imgJob } from '../rest/txt2img-body.js';
import type { UiPictures } from './upload-pictures.js';

/** What goes into an element: a value, or the choice of that number. */
export type FormValue = ({ readonly value: unknown } | { readonly choice: number }) & {
  /** Without this element the picture would be another one. */
  readonly needed: boolean;
};

const always = (value: unknown): FormValue => ({ value, needed: true });
const ifThere = (value: unknown): FormValue => ({ value, needed: false });
const nth = (choice: number): FormValue => ({ choice, needed: true });

/**
 * What a picture needs of the form, by element id.
 *
 * @param pictures of img2img, whose elements have ids of their own
 */
export function formValues(job: Txt2imgJob, pictures?: UiPictures): Readonly<Record<string, FormValue>> {
  const tab = pictures === undefined ? 'txt2img' : 'img2img';
  const { plan, seed, variation } = job;
  const { scheduler, style, clipSkip } = plan;
  const values: Readonly<Record<string, FormValue>> = {
    prompt: always(plan.prompt),
    neg_prompt: always(plan.negativePrompt),
    styles: { value: style === undefined ? [] : [style], needed: style !== undefined },
    batch_count: always(1),
    batch_size: always(1),
    cfg_scale: always(plan.guidanceScale),
    distilled_cfg_scale: ifThere(plan.distilledCfgScale ?? 3.5),
    height: always(plan.height),
    width: always(plan.width),
    steps: always(plan.steps),
    sampling: always(plan.sampler),
    ...(scheduler === undefined ? {} : { scheduler: always(scheduler) }),
    seed: always(seed),
    // Without the tick the two fields count for nothing.
    subseed_show: { value: variation !== undefined, needed: variation !== undefined },
    ...(variation !== undefined && {
      subseed: always(variation.seed),
      subseed_strength: always(variation.strength),
    }),
    'enable-checkbox': ifThere(false),
    override_settings: {
      value: clipSkip === undefined ? [] : [`Clip skip: ${clipSkip}`],
      needed: clipSkip !== undefined,
    },
  };
  return {
    ...Object.fromEntries(Object.entries(values).map(([name, value]) => [`${tab}_${name}`, value])),
    script_list: ifThere('None'),
    ...(pictures === undefined ? hiresValues(job) : pictureValues(job, pictures)),
  };
}

function hiresValues({ plan }: Txt2imgJob): Readonly<Record<string, FormValue>> {
  const { hires } = plan;
  const toggle = { value: hires !== undefined, needed: hires !== undefined };
  if (hires === undefined) return { 'txt2img_hr-checkbox': toggle };
  return {
    'txt2img_hr-checkbox': toggle,
    txt2img_denoising_strength: always(hires.denoisingStrength),
    txt2img_hr_scale: always(hires.scale),
    txt2img_hr_upscaler: always(hires.upscaler),
    txt2img_hires_steps: always(hires.steps),
    txt2img_hr_resize_x: ifThere(0),
    txt2img_hr_resize_y: ifThere(0),
    hr_vae_te: ifThere(['Use same choices']),
    txt2img_hr_cfg: ifThere(plan.guidanceScale),
    txt2img_hr_distilled_cfg: ifThere(plan.distilledCfgScale ?? 3.5),
  };
}

function pictureValues(
  { plan: { picture } }: Txt2imgJob,
  { image, mask }: UiPictures,
): Readonly<Record<string, FormValue>> {
  return {
    img2img_denoising_strength: always(picture?.strength),
    resize_mode: nth(picture?.resizeMode ?? 0),
    'soft_inpainting_enabled-checkbox': ifThere(false),
    ...(mask !== undefined && {
      img_inpaint_base: always(image),
      img_inpaint_mask: always(mask),
      img2img_mask_blur: always(picture?.mask?.blur),
      img2img_inpainting_fill: nth(picture?.mask?.fill ?? 0),
      img2img_mask_mode: nth(picture?.mask?.isInverted === true ? 1 : 0),
      img2img_inpaint_full_res: nth(picture?.mask?.isOnlyMasked === true ? 1 : 0),
      img2img_inpaint_full_res_padding: always(picture?.mask?.padding),
    }),
  };
}
