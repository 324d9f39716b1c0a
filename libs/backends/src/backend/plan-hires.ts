import type { Adjustment, ParameterValue, RefusalReason } from '@cyberimage/core';
import type { UsableModel } from '../catalog/model-entry.js';
import type { HiresSteps } from '../pipelines/hires/lay-out-steps.js';
import type { Upscaler } from '../pipelines/hires/upscaler.js';

/** Width × height of the largest picture that hires fix makes. */
export const MAX_HIRES_PIXELS = 4096 * 4096;

/** The second pass of a request, worked out. */
export interface HiresPlan extends HiresSteps {
  readonly width: number;
  readonly height: number;
  /** How much larger, as asked for. */
  readonly scale: number;
  readonly upscaler: Upscaler;
}

/** A second pass, or why there can be none. */
export type PlannedHires =
  | { readonly hires: HiresPlan | undefined; readonly adjustments: readonly Adjustment[] }
  | { readonly refusal: RefusalReason };

/** The first pass. */
interface FirstPass {
  readonly width: number;
  readonly height: number;
  readonly steps: number;
}

/**
 * Reads what a request says of hires fix.
 *
 * @param values valid against the model's option schema
 */
export function planHires(
  values: Readonly<Record<string, ParameterValue>>,
  first: FirstPass,
  model: UsableModel,
): PlannedHires {
  if (values['enable_hr'] !== true) return { hires: undefined, adjustments: [] };
  const scale = Number(values['hr_scale']);
  const upscaler = String(values['hr_upscaler']);
  const found = model.upscalers.find(({ name }) => name === upscaler);
  if (found === undefined) {
    return refuse('hr_upscaler', 'unknown-choice', `there is no upscaler ${upscaler}`);
  }

  const { sizeMultiple, largestSide } = model.facts;
  const enlarge = (side: number): number => Math.round((side * scale) / sizeMultiple) * sizeMultiple;
  const [width, height] = [enlarge(first.width), enlarge(first.height)];
  if (width * height > MAX_HIRES_PIXELS) {
    const message = `hr_scale ${scale} makes ${width} × ${height} pixels; at most ${MAX_HIRES_PIXELS} are made: use a smaller scale`;
    return refuse('hr_scale', 'out-of-range', message);
  }
  if (Math.max(width, height) > largestSide) {
    const message = `hr_scale ${scale} makes ${width} × ${height} pixels; this model knows places up to ${largestSide} each way: use a smaller scale`;
    return refuse('hr_scale', 'out-of-range', message);
  }
  const steps = Number(values['hr_second_pass_steps']) || first.steps;
  const strength = Number(values['denoising_strength']);
  const hires = { width, height, scale, upscaler: found.upscaler, steps, strength };
  return { hires, adjustments: sizeAdjustment(hires, first, sizeMultiple) };
}

function refuse(field: string, code: string, message: string): PlannedHires {
  return { refusal: { field, code, message } };
}

function sizeAdjustment(
  { width, height, scale }: HiresPlan,
  first: FirstPass,
  multiple: number,
): Adjustment[] {
  if (width === first.width * scale && height === first.height * scale) return [];
  const to = Number((width / first.width).toFixed(3));
  const message = `the second pass is ${width} × ${height}: this model takes multiples of ${multiple}`;
  return [{ field: 'hr_scale', from: scale, to, message }];
}
