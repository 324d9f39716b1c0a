import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ParameterValue } from '@cyberimage/core';
import { afterAll, describe, expect, it } from 'vitest';
import type { PlannedLora } from '../loras/lora-plan.js';
import { mergeBytes } from '../loras/merge-memory.js';
import { createBackend, modelLine } from '../testing/create-backend.js';
import { FIXTURES } from '../testing/read-oracle.js';
import { completeRequest } from '../testing/run-backend.js';
import { fixtureFacts } from '../testing/run-golden.js';
import { estimatePeakBytes } from './estimate-memory.js';

const SIZE = { width: 64, height: 64 };

const backend = createBackend(['sd15', 'sdxl'].map((name) => modelLine(name, name)));

afterAll(() => backend.dispose());

async function peakOf(
  model: string,
  parameters: Readonly<Record<string, ParameterValue>> = {},
): Promise<number> {
  const result = await backend.check(await completeRequest(backend, model, { ...SIZE, ...parameters }));
  if (!result.accepted || result.estimate.peakBytes === undefined) throw new Error('no estimate');
  return result.estimate.peakBytes;
}

/** What a component of `sd15` weighs. */
const weightOf = (component: string) =>
  ['model.onnx', 'config.json'].reduce(
    (sum, file) => sum + statSync(fileURLToPath(new URL(`models/sd15/${component}/${file}`, FIXTURES))).size,
    0,
  );

describe('the estimated peak', () => {
  it('has the encoder where a picture is encoded', async () => {
    const extra = (await peakOf('sd15', { image: 'an id' })) - (await peakOf('sd15'));
    expect(extra).toBe(weightOf('vae_encoder'));
    const hires = { enable_hr: true, hr_scale: 1.5 };
    const enlarged = await peakOf('sd15', { ...hires, hr_upscaler: 'Lanczos' });
    expect(enlarged - (await peakOf('sd15', { ...hires, hr_upscaler: 'Latent' }))).toBe(extra);
  });

  it('has the second session of a text encoder that leaves layers out', async () => {
    const extra = (await peakOf('sd15', { clip_skip: 1 })) - (await peakOf('sd15'));
    expect(extra).toBe(weightOf('text_encoder'));
    // Encoders that give all their layers need no second one.
    expect(await peakOf('sdxl', { clip_skip: 1 })).toBe(await peakOf('sdxl'));
  });

  it('has what merging LoRAs takes: four copies of the largest weight', async () => {
    const weights = [[64, 32], [3072, 12288], [16]].map((shape) => ({ shape }));
    const lora = { parts: weights.map((weight) => ({ weights: [weight] })) } as unknown as PlannedLora;
    expect(mergeBytes([])).toBe(0);
    expect(mergeBytes([lora])).toBe(4 * 4 * 3072 * 12288);
    const facts = await fixtureFacts('sd15');
    const parts = { weightBytes: 1000, size: SIZE, decoded: SIZE };
    const merging = await estimatePeakBytes(facts, { ...parts, mergeBytes: mergeBytes([lora]) });
    expect(merging).toBe(1000 + mergeBytes([lora]));
    expect(await estimatePeakBytes(facts, { ...parts, mergeBytes: 0 })).toBeLessThan(merging);
  });
});
