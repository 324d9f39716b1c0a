import { expect, it, vi } from 'vitest';
import { findGolden, goldenRequest } from '../../testing/golden.js';
import { fixtureFacts, runPipeline } from '../../testing/run-golden.js';
import { testRuntime } from '../../testing/test-runtime.js';
import { ModelParts } from '../model-parts.js';
import { SanaPipeline } from './pipeline.js';
import { SanaTextStage } from './text-stage.js';

it.each([undefined, 1000])('the transformer hears of times in its own unit: %s', async (scale) => {
  const facts = await fixtureFacts('sana');
  const denoiserConfig = { ...facts.denoiserConfig, timestep_scale: scale };
  const blueprint = { text: SanaTextStage, conditions: ['contextMask'] as const };
  const parts = await ModelParts.load({ ...facts, denoiserConfig }, testRuntime(), blueprint);
  const predict = vi.spyOn(parts.denoiser, 'predict');
  const pipeline = new SanaPipeline(parts);
  const [run, golden] = findGolden('sana', 'no-instruction');
  await runPipeline(pipeline, await goldenRequest(run, golden));
  await pipeline.release();
  const told = predict.mock.calls.map(([{ timestep }]) => timestep);
  expect(told).toEqual(golden.timesteps.map((timestep) => Math.fround(Math.fround(timestep) * (scale ?? 1))));
});
