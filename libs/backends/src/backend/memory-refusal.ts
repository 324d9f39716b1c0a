import type { RefusalReason } from '@cyberimage/core';
import type { LeastMemory } from './estimate-memory.js';
import { lastSize, type GenerationPlan } from './generation-plan.js';

const GIBIBYTE = 2 ** 30;

/** Why a plan does not fit into memory, however it is done; undefined when it may fit. */
export function memoryRefusal(
  plan: GenerationPlan,
  { weights, denoising, enlarging }: LeastMemory,
  budgetBytes: number,
): RefusalReason | undefined {
  const { model, parameters } = plan.request;
  if (weights > budgetBytes) {
    return { field: 'model', code: 'not-enough-memory', message: `${model} ${takes(weights, budgetBytes)}` };
  }
  if (enlarging > budgetBytes) {
    const message = `${model} with ${String(parameters['hr_upscaler'])} ${takes(enlarging, budgetBytes)}; use another upscaler`;
    return { field: 'hr_upscaler', code: 'not-enough-memory', message };
  }
  if (denoising <= budgetBytes) return undefined;
  const { width, height } = lastSize(plan);
  const message = `${model} at ${width} × ${height} ${takes(denoising, budgetBytes)}; use a smaller size`;
  return { field: plan.hires === undefined ? 'width' : 'hr_scale', code: 'not-enough-memory', message };
}

function takes(bytes: number, budgetBytes: number): string {
  return `takes at least ${inGibibytes(bytes)} GiB of memory, and ${inGibibytes(budgetBytes)} GiB are allowed`;
}

function inGibibytes(bytes: number): string {
  return (bytes / GIBIBYTE).toFixed(1);
}
