import type {
  Adjustment,
  GenerationRequest,
  OptionSchema,
  ParameterValue,
  RefusalReason,
  WarningEvent,
} from '@cyberimage/core';
import { BackendError, resolveParameters } from '@cyberimage/core';
import type { ModelCatalog } from '../catalog/model-catalog.js';
import type { UsableModel } from '../catalog/model-entry.js';
import type { PlannedLora } from '../loras/lora-plan.js';
import type { ModelDownload } from '../weights/model-source.js';
import {
  comparesPrompts,
  readFamilyParameters,
  type FamilyParameters,
} from '../pipelines/family-parameters.js';
import { layOutSteps } from '../pipelines/hires/lay-out-steps.js';
import type { PipelineFamily } from '../pipelines/pipeline-family.js';
import type { Size } from '../pictures/pixels.js';
import { readPictureParameters, type PictureParameters } from '../pictures/picture-parameters.js';
import { readVaeTiling, type VaeTiling } from '../pipelines/options/vae-tiling-option.js';
import type { Convention } from '../schedulers/convention.js';
import { chooseSampling, type ChosenSampling } from '../schedulers/choose-sampling.js';
import { planHires, type HiresPlan } from './plan-hires.js';
import { workedSize } from './plan-size.js';
import { planRequestedLoras } from './requested-loras.js';

/** A request that can be done, worked out. */
export interface GenerationPlan {
  readonly request: GenerationRequest;
  readonly model: UsableModel;
  readonly parameters: GenerationParameters;
  /** Of the pictures before hires fix; that of `parameters` is the one that the first pass works at. */
  readonly askedSize: Size;
  readonly sampling: ChosenSampling;
  /** In the order in which they were asked for. */
  readonly loras: readonly PlannedLora[];
  /** Denoiser calls of one picture. */
  readonly calls: number;
  /** Steps of one picture in the first pass: fewer than asked for when it starts from another picture. */
  readonly steps: number;
  /** The second pass, if there is one. */
  readonly hires: PlannedPass | undefined;
  readonly adjustments: readonly Adjustment[];
  readonly warnings: readonly WarningEvent[];
}

/** A second pass with what it takes. */
interface PlannedPass extends HiresPlan {
  /** Denoiser calls of one picture. */
  readonly calls: number;
}

/** The size that a plan's last pass works at. */
export function lastSize({ parameters, hires }: GenerationPlan): Size {
  const { width, height } = hires ?? parameters;
  return { width, height };
}

/** A request's parameters by their diffusers names. */
interface GenerationParameters extends FamilyParameters {
  readonly prompt: string;
  readonly negativePrompt: string;
  readonly width: number;
  readonly height: number;
  readonly steps: number;
  readonly guidanceScale: number;
  readonly guidanceRescale: number;
  readonly eta: number;
  readonly numImages: number;
  readonly variationSeed: bigint;
  /** 0 for no variation. */
  readonly variationStrength: number;
  readonly sampler: string;
  readonly scheduler: string;
  readonly convention: Convention;
  /** Starts from a picture. */
  readonly picture: PictureParameters | undefined;
  /** Whether the autoencoder works in tiles. */
  readonly vaeTiling: VaeTiling;
}

/** The outcome of planning. */
export type PlanResult =
  AcceptedPlan | { readonly accepted: false; readonly reasons: readonly RefusalReason[] };

/** A plan; for a model whose files are not here, what makes planning possible. */
export type AcceptedPlan =
  | { readonly accepted: true; readonly plan: GenerationPlan }
  | { readonly accepted: true; readonly pending: PendingModel };

/** A model that has to be downloaded first. */
export interface PendingModel {
  readonly download: ModelDownload;
  readonly adjustments: readonly Adjustment[];
}

/** Works out what a request takes, or why it cannot be done. Loads nothing. */
export async function planGeneration(catalog: ModelCatalog, request: GenerationRequest): Promise<PlanResult> {
  const entry = await catalog.find(request.model);
  if (entry === undefined) {
    const message = `there is no model "${request.model}"; known are ${catalog.ids.join(', ')}`;
    return refuse({ field: 'model', code: 'unknown-model', message });
  }
  const { usable: model, description, download } = entry;
  if (download !== undefined) return acceptPending(request, description.options, download);
  if (model === undefined) {
    const message = description.unavailable ?? 'the model cannot be used';
    return refuse({ field: 'model', code: 'model-unavailable', message });
  }
  const resolved = resolveParameters(description.options, request.parameters);
  if (!resolved.valid) return { accepted: false, reasons: resolved.reasons };

  const loras = await planRequestedLoras(resolved.parameters, model, catalog.loras);
  if (!loras.accepted) return loras;
  const asked = readParameters(resolved.parameters);
  const worked = workedSize(model, resolved.parameters, asked);
  const parameters = { ...asked, ...worked, prompt: loras.prompt };
  const { schedulerConfig } = model.facts;
  const planned = planHires(resolved.parameters, parameters, model);
  if ('refusal' in planned) return refuse(planned.refusal);
  try {
    const sampling = chooseSampling(
      schedulerConfig,
      parameters.sampler,
      parameters.scheduler,
      parameters.convention,
    );
    const { calls, steps } = countWork(model.family, parameters, sampling);
    const changed = scheduleAdjustment(parameters, sampling);
    const hires = planned.hires && { ...planned.hires, calls: hiresCalls(sampling, planned.hires) };
    const adjustments = [...resolved.adjustments, ...planned.adjustments, ...changed];
    const warnings = [...changed.map(toWarning), ...negativePromptWarning(parameters), ...loras.warnings];
    return {
      accepted: true,
      plan: {
        request,
        model,
        parameters,
        askedSize: { width: asked.width, height: asked.height },
        sampling,
        loras: loras.loras,
        calls,
        steps,
        hires,
        adjustments,
        warnings,
      },
    };
  } catch (error) {
    if (BackendError.is(error) && error.field !== undefined) {
      return refuse({ field: error.field, code: 'not-applicable', message: error.message });
    }
    // A sampler throws a TypeError for a config or a number of steps that it cannot follow.
    if (!(error instanceof TypeError)) throw error;
    return refuse({ field: 'sampler', code: 'not-applicable', message: error.message });
  }
}

/** What one picture takes. @throws BackendError, TypeError for parameters that leave nothing to do */
function countWork(
  { pictures }: PipelineFamily,
  parameters: GenerationParameters,
  { kind, config }: ChosenSampling,
): Pick<GenerationPlan, 'calls' | 'steps'> {
  const { picture, steps } = parameters;
  const strength = pictures.isLaidOutByStrength === true && picture !== undefined ? picture.strength : 1;
  const { timesteps, order } = kind.create(config, { ...parameters, strength });
  const firstCall = picture === undefined ? 0 : pictures.firstCall({ steps, input: picture }, order);
  return { calls: timesteps.length - firstCall, steps: steps - firstCall / order };
}

/** Checks what can be checked before the files are here. */
function acceptPending(
  { parameters }: GenerationRequest,
  options: OptionSchema,
  download: ModelDownload,
): PlanResult {
  const resolved = resolveParameters(options, parameters);
  if (!resolved.valid) return { accepted: false, reasons: resolved.reasons };
  return { accepted: true, pending: { download, adjustments: resolved.adjustments } };
}

function refuse(reason: RefusalReason): PlanResult {
  return { accepted: false, reasons: [reason] };
}

function readParameters(values: Readonly<Record<string, ParameterValue>>): GenerationParameters {
  const text = (key: string) => String(values[key] ?? '');
  const number = (key: string, byDefault: number) => Number(values[key] ?? byDefault);
  return {
    prompt: text('prompt'),
    negativePrompt: text('negative_prompt'),
    width: number('width', 0),
    height: number('height', 0),
    steps: number('steps', 1),
    guidanceScale: number('guidance_scale', 1),
    guidanceRescale: number('guidance_rescale', 0),
    eta: number('eta', 0),
    numImages: number('num_images', 1),
    variationSeed: BigInt(text('variation_seed') || 0),
    variationStrength: number('variation_strength', 0),
    sampler: text('sampler'),
    scheduler: text('scheduler'),
    convention: values['convention'] === 'webui' ? 'webui' : 'diffusers',
    picture: readPictureParameters(values),
    vaeTiling: readVaeTiling(values['vae_tiling']),
    ...readFamilyParameters(values),
  };
}

function scheduleAdjustment(parameters: GenerationParameters, { schedule }: ChosenSampling): Adjustment[] {
  const { sampler, scheduler } = parameters;
  if (schedule.value === scheduler) return [];
  const message = `the schedule type ${scheduler} does not apply to ${sampler}; ${schedule.value} is used`;
  return [{ field: 'scheduler', from: scheduler, to: schedule.value, message }];
}

/** @throws TypeError for more steps than the sampler can lay out */
function hiresCalls({ kind, config }: ChosenSampling, hires: HiresPlan): number {
  const layout = layOutSteps(kind, hires);
  const { timesteps, order } = kind.create(config, layout);
  return timesteps.length - layout.firstStep * order;
}

function toWarning({ message }: Adjustment): WarningEvent {
  return { type: 'warning', code: 'scheduler-not-applicable', message };
}

function negativePromptWarning(parameters: GenerationParameters): WarningEvent[] {
  if (parameters.negativePrompt === '' || comparesPrompts(parameters)) return [];
  const message =
    'the negative prompt has no effect: it works through guidance, which a scale of 1 turns off';
  return [{ type: 'warning', code: 'negative-prompt-ignored', message }];
}
