import { statSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BackendContext, CheckResult, ParameterValue } from '@cyberimage/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PlannedLora } from '../loras/lora-plan.js';
import { mergeBytes } from '../loras/merge-memory.js';
import { bytesField, textField } from '../runtime/protobuf-bytes.js';
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
    const parts = { weightBytes: 1000, size: SIZE, decoded: SIZE, upscalerBytes: 0 };
    const merging = await estimatePeakBytes(facts, { ...parts, mergeBytes: mergeBytes([lora]) });
    expect(merging).toBe(1000 + mergeBytes([lora]));
    expect(await estimatePeakBytes(facts, { ...parts, mergeBytes: 0 })).toBeLessThan(merging);
  });
});

/** Tensors of an upscaler: of 64 channels, at four times the size of a tile, four at once. */
const activationsAt = (side: number) => 64 * 4 * 4 * (4 * side) ** 2;

describe('with a network that enlarges', () => {
  const EXTERNAL_BYTES = 2 ** 30;
  let folder = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'upscalers-'));
    const upscalers = join(folder, 'upscalers');
    await mkdir(upscalers);
    const network = await readFile(new URL('upscalers/4x-nearest.onnx', FIXTURES));
    await writeFile(join(upscalers, 'inside.onnx'), network);
    await cp(fileURLToPath(new URL('upscalers/4x-fixed.onnx', FIXTURES)), join(upscalers, 'fixed.onnx'));
    await writeFile(join(upscalers, 'beside.onnx'), [network, weightsIn('beside.bin')]);
    await writeFile(join(upscalers, 'beside.bin'), '');
    await truncate(join(upscalers, 'beside.bin'), EXTERNAL_BYTES);
  });

  afterAll(() => rm(folder, { recursive: true }));

  async function check(upscaler: string, settings: BackendContext['settings'] = {}): Promise<CheckResult> {
    const line = modelLine('sd15', fileURLToPath(new URL('models/sd15', FIXTURES)));
    const upscaling = createBackend([line], [], settings, { models: folder });
    const hires = { enable_hr: true, hr_scale: 1.5, hr_upscaler: upscaler };
    const result = await upscaling.check(await completeRequest(upscaling, 'sd15', { ...SIZE, ...hires }));
    await upscaling.dispose();
    return result;
  }

  it('the estimated peak has its weights, those beside it too, and its activations', async () => {
    const components = ['text_encoder', 'unet', 'vae_decoder', 'vae_encoder'];
    const model = components.reduce((sum, component) => sum + weightOf(component), 0);
    const expected = { inside: SIZE.width, beside: SIZE.width, fixed: 48 };
    for (const [name, side] of Object.entries(expected)) {
      const graph = statSync(join(folder, `upscalers/${name}.onnx`)).size;
      const weights = model + graph + (name === 'beside' ? EXTERNAL_BYTES : 0);
      const peakBytes = weights + activationsAt(side);
      expect(await check(name)).toMatchObject({ estimate: { peakBytes } });
    }
  });

  it('refuses one that cannot fit beside the denoiser', async () => {
    expect(await check('inside', { memory_budget_gb: 1 })).toMatchObject({ accepted: true });
    expect(await check('beside', { memory_budget_gb: 1 })).toMatchObject({
      accepted: false,
      reasons: [
        {
          field: 'hr_upscaler',
          code: 'not-enough-memory',
          message:
            'sd15 with beside takes at least 1.0 GiB of memory, and 1.0 GiB are allowed; use another upscaler',
        },
      ],
    });
  });
});

/** What makes a graph have weights in a file beside it: GraphProto.initializer, TensorProto.external_data. */
function weightsIn(file: string): Uint8Array {
  const location = [...textField(1, 'location'), ...textField(2, file)];
  const initializer = [...textField(8, 'weights'), ...bytesField(13, location)];
  return Uint8Array.from(bytesField(7, bytesField(5, initializer)));
}
