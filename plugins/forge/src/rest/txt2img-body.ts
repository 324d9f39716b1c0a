import type { PicturePlan } from '../models/picture-plan.js';
import { toBase64, type InputPictures } from '../pictures/read-inputs.js';

/** What a request body is made of beside the plan. */
export interface Txt2imgJob {
  readonly plan: PicturePlan;
  readonly seed: bigint;
  readonly variation: PicturePlan['variation'];
  readonly taskId: string;
  /** Restore the server's own checkpoint and options afterwards. */
  readonly restore: boolean;
  /** Whether anybody looks at previews of it. */
  readonly previews: boolean;
  /** What it starts from. */
  readonly inputs?: InputPictures | undefined;
}

/**
 * The body of POST /sdapi/v1/txt2img for one picture. Forge's extra fields are sent to servers with
 * modules only; servers drop fields that they do not know.
 */
export function txt2imgBody({
  plan,
  seed,
  variation,
  taskId,
  restore,
}: Txt2imgJob): Readonly<Record<string, unknown>> {
  return {
    prompt: plan.prompt,
    negative_prompt: plan.negativePrompt,
    styles: plan.style === undefined ? [] : [plan.style],
    seed,
    ...(variation !== undefined && { subseed: variation.seed, subseed_strength: variation.strength }),
    sampler_name: plan.sampler,
    scheduler: plan.scheduler,
    steps: plan.steps,
    cfg_scale: plan.guidanceScale,
    distilled_cfg_scale: plan.distilledCfgScale,
    width: plan.width,
    height: plan.height,
    batch_size: 1,
    n_iter: 1,
    ...hiresFields(plan),
    override_settings: overrides(plan),
    override_settings_restore_afterwards: restore,
    force_task_id: taskId,
    send_images: true,
    save_images: false,
  };
}

/** The body of POST /sdapi/v1/img2img: of a mask all is told, since the server's own defaults differ. */
export function img2imgBody(
  job: Txt2imgJob,
  { image, mask }: InputPictures,
): Readonly<Record<string, unknown>> {
  const { picture } = job.plan;
  return {
    ...txt2imgBody(job),
    init_images: [toBase64(image)],
    denoising_strength: picture?.strength,
    resize_mode: picture?.resizeMode,
    ...(mask !== undefined && {
      mask: toBase64(mask),
      mask_blur: picture?.mask?.blur,
      inpainting_fill: picture?.mask?.fill,
      inpainting_mask_invert: picture?.mask?.isInverted === true ? 1 : 0,
      inpaint_full_res: picture?.mask?.isOnlyMasked === true,
      inpaint_full_res_padding: picture?.mask?.padding,
    }),
  };
}

/** The options that a request overrides. */
export function overrides(plan: PicturePlan): Readonly<Record<string, unknown>> {
  return {
    sd_model_checkpoint: plan.checkpoint.title,
    CLIP_stop_at_last_layers: plan.clipSkip,
    forge_additional_modules: plan.modules,
    sd_vae: plan.vae,
  };
}

/**
 * Three fields whose defaults fail or spoil the picture: without denoising_strength every server, and
 * without hr_additional_modules Forge, answers 500; hr_cfg defaults to 1, which turns guidance off in the
 * second pass.
 */
function hiresFields({ hires, guidanceScale, distilledCfgScale, modules }: PicturePlan): object {
  if (hires === undefined) return {};
  return {
    enable_hr: true,
    hr_scale: hires.scale,
    hr_upscaler: hires.upscaler,
    hr_second_pass_steps: hires.steps,
    denoising_strength: hires.denoisingStrength,
    hr_cfg: guidanceScale,
    hr_distilled_cfg: distilledCfgScale,
    hr_additional_modules: modules === undefined ? undefined : ['Use same choices'],
  };
}
