import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BackendError } from '@cyberimage/core';
import { describe, expect, it } from 'vitest';
import { DEFAULT_GRAPH } from './default-graph.js';
import { GraphTemplate } from './graph-template.js';
import { startTrial, testRequest } from './testing/trial.js';

const GRAPH = {
  '1': { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name: 'dream.safetensors' } },
  '2': {
    class_type: 'LoraLoader',
    inputs: {
      model: ['1', 0],
      clip: ['1', 1],
      lora_name: '{{lora:pixel.safetensors}}',
      strength_model: '{{lora_strength:0.8}}',
      bypass: '{{plain:false}}',
    },
  },
  '3': {
    class_type: 'CLIPTextEncode',
    inputs: { text: '{{prompt}}, {{ style : in neon }}', clip: ['2', 1] },
  },
  '4': { class_type: 'EmptyLatentImage', inputs: { width: '{{width:768}}', height: 512, batch_size: 1 } },
  '5': {
    class_type: 'KSampler',
    inputs: {
      model: ['2', 0],
      seed: 1,
      steps: 2,
      cfg: '{{cfg}}',
      sampler_name: 'euler',
      scheduler: 'normal',
    },
  },
  '6': { class_type: 'PreviewImage', inputs: { images: ['5', 0] } },
};

describe('an own graph', () => {
  it('offers a parameter per name, with the range of the node where it stands', async () => {
    const { backend } = await startTrial({}, { graph: JSON.stringify(GRAPH) });
    const [model, ...others] = await backend.listModels();
    expect(others).toEqual([]);
    expect(model).toMatchObject({ id: 'graph', label: 'Own graph' });
    expect(model!.options).toMatchObject({
      prompt: { type: 'text', default: '', required: true },
      guidance_scale: { type: 'number', default: 8, max: 30 },
      width: { type: 'integer', default: 768 },
      lora: { type: 'choice', label: 'Lora', default: 'pixel.safetensors', group: 'advanced' },
      lora_strength: { type: 'number', label: 'Lora strength', min: -100, max: 100, default: 0.8 },
      plain: { type: 'boolean', default: false },
      style: { type: 'text', default: 'in neon' },
    });
    expect(Object.keys(model!.options)).not.toContain('seed');
  });

  it('is run with the values in their places', async () => {
    const { backend, server } = await startTrial({}, { graph: JSON.stringify(GRAPH) });
    const parameters = {
      prompt: 'a cat',
      guidance_scale: 5,
      width: 512,
      lora: 'none',
      lora_strength: 0.5,
      plain: true,
      style: 'in ink',
      num_images: 1,
    };
    const request = { ...testRequest(), model: 'graph', parameters };
    const types: string[] = [];
    for await (const { type } of backend.generate(request, { signal: new AbortController().signal })) {
      types.push(type);
    }
    expect(types).toContain('image');
    const { prompt } = JSON.parse(server.prompts[0]!) as { prompt: Record<string, { inputs: object }> };
    expect(prompt['2']!.inputs).toMatchObject({ lora_name: 'none', strength_model: 0.5, bypass: true });
    expect(prompt['3']!.inputs).toMatchObject({ text: 'a cat, in ink' });
    expect(prompt['4']!.inputs).toMatchObject({ width: 512 });
    expect(prompt['5']!.inputs).toMatchObject({ cfg: 5 });
  });

  it('can be a file in the data folder, read anew each time', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'comfyui-'));
    const { backend } = await startTrial({}, { graphFile: 'graph.json' }, folder);
    expect((await backend.listModels())[0]!.unavailable).toContain('graph.json');
    await writeFile(join(folder, 'graph.json'), JSON.stringify(GRAPH));
    await backend.management.refresh?.();
    expect((await backend.listModels())[0]!.unavailable).toBeUndefined();
    await rm(folder, { recursive: true });
  });

  it.each([
    ['{', 'not JSON'],
    ['[]', 'not a JSON object'],
    ['{"nodes":[],"links":[]}', "editor's format"],
    ['{"1":{"class_type":"KSampler"}}', 'node 1 lacks'],
    [
      JSON.stringify({ 1: { class_type: 'SaveImage', inputs: { text: 'x' } } }),
      'no input of it is {{prompt}}',
    ],
    [JSON.stringify({ 1: { class_type: 'X', inputs: { a: '{{prompt}}', b: '{{n}}' } } }), 'num_images'],
    [JSON.stringify({ 1: { class_type: 'Fancy', inputs: { a: '{{prompt}}' } } }), 'no node Fancy'],
  ])('%s is a model that says why it cannot be used', async (graph, reason) => {
    const { backend } = await startTrial({}, { graph });
    const [model] = await backend.listModels();
    expect(model!.unavailable).toContain(reason);
    const request = { ...testRequest(), model: 'graph' };
    const checked = await backend.check(request);
    expect(checked).toMatchObject({ reasons: [{ field: 'model', code: 'model-unavailable' }] });
    const run = backend.generate(request, { signal: new AbortController().signal });
    await expect(run[Symbol.asyncIterator]().next()).rejects.toSatisfy(
      (error) => BackendError.is(error) && error.code === 'invalid-request' && error.message.includes(reason),
    );
  });

  it('keeps the default behind a name that has no value', () => {
    const filled = new GraphTemplate(DEFAULT_GRAPH).withValues({ prompt: 'x', seed: 3n });
    expect(filled['sampler']!.inputs).toMatchObject({ cfg: '7', steps: '' });
    expect(JSON.stringify(filled)).toContain('"seed":3');
  });
});
