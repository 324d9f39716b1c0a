import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ModelDescription, ParameterValue } from '@cyberimage/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBackend, modelLine } from '../testing/create-backend.js';
import { BFLOAT16, editGraph } from '../testing/edit-graph.js';
import { FIXTURES } from '../testing/read-oracle.js';
import { collectEvents, completeRequest } from '../testing/run-backend.js';
import { slowClock } from '../testing/slow-clock.js';
import { writeGraph } from '../testing/write-graph.js';

const FAMILIES = [
  ['sd21', 'stable-diffusion'],
  ['lcm', 'latent-consistency'],
  ['sdxl', 'stable-diffusion-xl'],
  ['sd3', 'stable-diffusion-3'],
  ['flux', 'flux'],
  ['sana', 'sana'],
  ['sana_sprint', 'sana-sprint'],
] as const;

let folder = '';
let count = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'families-'));
});

afterAll(() => rm(folder, { recursive: true }));

/** A copy of a model that a test may change. */
async function copyOf(name: string): Promise<string> {
  const copy = join(folder, String(count++));
  await cp(fileURLToPath(new URL(`models/${name}`, FIXTURES)), copy, { recursive: true });
  return copy;
}

async function describeModel(path: string): Promise<ModelDescription> {
  const backend = createBackend([modelLine('model', path)]);
  const [model] = await backend.listModels();
  await backend.dispose();
  if (model === undefined) throw new Error('no model');
  return model;
}

async function generate(path: string, parameters: Readonly<Record<string, ParameterValue>>) {
  const backend = createBackend([modelLine('model', path)]);
  const size = { width: 64, height: 64 };
  const request = await completeRequest(backend, 'model', { ...size, ...parameters });
  const events = await collectEvents(backend, request);
  await backend.dispose();
  return events;
}

describe.each(FAMILIES)('%s', (name, family) => {
  it('is told by its class and by its structure', async () => {
    const copy = await copyOf(name);
    expect((await describeModel(copy)).tags).toEqual([family]);
    await rm(join(copy, 'model_index.json'));
    expect((await describeModel(copy)).tags).toEqual([family]);
  });

  it('makes a picture, with previews on the way', async () => {
    const copy = await copyOf(name);
    const { options } = await describeModel(copy);
    const { steps } = options;
    const fewest = steps?.type === 'integer' ? steps.min : 1;
    using _clock = slowClock();
    const types = (await generate(copy, { steps: fewest })).map(({ type }) => type);
    expect(types.filter((type) => type === 'preview')).toHaveLength(fewest - 1);
    expect(types.slice(-2)).toEqual(['image', 'done']);
  });
});

describe('parameters of a family', () => {
  it.each([
    ['sdxl', { steps: 30, guidance_scale: 5, sampler: 'Euler', force_zeros_for_empty_prompt: true }],
    ['sd3', { steps: 28, guidance_scale: 7, sampler: 'Flow Euler', max_sequence_length: 256 }],
    ['flux', { steps: 28, guidance_scale: 3.5, true_cfg_scale: 1, max_sequence_length: 512 }],
    ['sana', { steps: 20, guidance_scale: 4.5, sampler: 'Flow Euler' }],
    ['sana_sprint', { steps: 2, guidance_scale: 4.5, sampler: 'SCM' }],
  ])('%s has the defaults of its release', async (name, defaults) => {
    const { options } = await describeModel(await copyOf(name));
    const own = Object.entries(options).map(([key, spec]) => [key, spec.default]);
    expect(Object.fromEntries(own)).toMatchObject(defaults);
  });

  it('fixes the steps of Sana Sprint', async () => {
    const { options } = await describeModel(await copyOf('sana_sprint'));
    expect(options['steps']).toMatchObject({ min: 2, max: 2, default: 2 });
  });

  it.each([
    ['sdxl', 1],
    ['sd3', 4],
    ['sd21', 1],
  ])('knows a turbo model of %s by its name: few steps, no guidance', async (name, steps) => {
    const turbo = join(folder, `${name}-turbo`);
    await cp(await copyOf(name), turbo, { recursive: true });
    const { options } = await describeModel(turbo);
    expect(options['steps']).toMatchObject({ min: 1, default: steps });
    expect(options['guidance_scale']).toMatchObject({ min: 0, max: 0, default: 0 });
    expect(options).not.toHaveProperty('negative_prompt');
  });

  it('tells when the negative prompt of FLUX has no effect', async () => {
    const copy = await copyOf('flux');
    const parameters = { steps: 10, negative_prompt: 'blurry' };
    const codes = async (scale: number) => {
      const events = await generate(copy, { ...parameters, true_cfg_scale: scale });
      return events.flatMap((event) => (event.type === 'warning' ? event.code : []));
    };
    expect(await codes(1)).toEqual(['negative-prompt-ignored']);
    expect(await codes(2)).toEqual([]);
  });
});

describe('exports of many kinds', () => {
  it('runs SD 3 without T5', async () => {
    const copy = await copyOf('sd3');
    await rm(join(copy, 'text_encoder_3'), { recursive: true });
    await rm(join(copy, 'tokenizer_3'), { recursive: true });
    expect((await generate(copy, { steps: 10 })).at(-1)?.type).toBe('done');
  });

  it('needs the second encoder of SDXL', async () => {
    const copy = await copyOf('sdxl');
    await rm(join(copy, 'text_encoder_2/model.onnx'));
    const { unavailable } = await describeModel(copy);
    expect(unavailable).toContain(`${join(copy, 'text_encoder_2/model.onnx')} does not exist`);
  });

  it('says that Sana runs without its instruction', async () => {
    const events = await generate(await copyOf('sana_sprint'), {});
    const codes = events.flatMap((event) => (event.type === 'warning' ? event.code : []));
    expect(codes).toEqual(['instruction-missing']);
  });

  it('refuses graphs with fused GPU operators on a processor, in the list already', async () => {
    const copy = await copyOf('sdxl');
    await writeGraph(join(copy, 'vae_decoder/model.onnx'), [['com.microsoft', 'NhwcConv']]);
    const { unavailable } = await describeModel(copy);
    expect(unavailable).toContain('vae_decoder/model.onnx has the operator com.microsoft.NhwcConv');
  });

  it.each([
    ['unet', { types: { sample: BFLOAT16 } }, 'takes sample as bfloat16'],
    ['unet', { types: { out_sample: BFLOAT16 } }, 'gives out_sample as bfloat16'],
    ['text_encoder', { types: { last_hidden_state: BFLOAT16 } }, 'gives last_hidden_state as bfloat16'],
  ])('refuses bfloat16 of %s, in the list already: %j', async (component, edit, problem) => {
    const copy = await copyOf('sdxl');
    await editGraph(join(copy, component, 'model.onnx'), edit);
    expect((await describeModel(copy)).unavailable).toContain(`${component}/model.onnx ${problem}`);
  });

  it('says how to export what has weights for PyTorch alone', async () => {
    const copy = await copyOf('sd15');
    await rm(join(copy, 'unet'), { recursive: true });
    await mkdir(join(copy, 'unet'));
    await writeFile(join(copy, 'unet/diffusion_pytorch_model.safetensors'), '');
    const { unavailable } = await describeModel(copy);
    expect(unavailable).toContain(
      '(unet/diffusion_pytorch_model.safetensors) and no ONNX graphs; export it with "optimum-cli',
    );
  });

  it('finds a model one folder further down', async () => {
    const outer = join(folder, 'outer');
    await cp(await copyOf('sd15'), join(outer, 'onnx'), { recursive: true });
    expect((await describeModel(outer)).unavailable).toMatch(
      /but there is onnx.unet.model\.onnx: name the folder/,
    );
  });

  it('names a unet that takes other channels', async () => {
    const copy = await copyOf('sd15');
    const file = join(copy, 'unet/model.onnx');
    const graph = await readFile(file);
    // The dimension of four channels; the first one is that of the input.
    graph[graph.indexOf('0a020804', 'hex') + 3] = 8;
    await writeFile(file, graph);
    expect((await describeModel(copy)).unavailable).toContain(
      'takes 8 channels, and not the 4 of latents or the 9 of inpainting',
    );
  });

  it('names an export for TensorRT', async () => {
    const engine = join(folder, 'engine');
    await mkdir(join(engine, 'transformer.opt'), { recursive: true });
    await writeFile(join(engine, 'model_index.json'), '{"_class_name": "FluxPipeline"}');
    expect((await describeModel(engine)).unavailable).toContain('an export for TensorRT (transformer.opt)');
  });
});
