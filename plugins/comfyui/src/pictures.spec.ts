import type { EncodedImage, GenerationRequest } from '@cyberimage/core';
import { backendConformance, paintPng } from '@cyberimage/core/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ComfyUiBackend } from './comfyui-backend.js';
import { FakeComfyUi } from './testing/fake-comfyui.js';
import { comfyUiSettings, startTrial } from './testing/trial.js';

type Nodes = Record<string, { class_type: string; inputs: Record<string, unknown> }>;

const png = (subject: string): EncodedImage => ({
  kind: 'encoded',
  mediaType: 'image/png',
  data: new Uint8Array(paintPng(subject)),
});

const FROM_PICTURE = { image: 'an id', strength: 0.4, resize_mode: 'crop' };
const UNDER_MASK = { ...FROM_PICTURE, mask: 'an id', mask_blur: 4, inpainting_mask_invert: false };
const INPUTS = { image: png('red'), mask: png('white') };

async function graphOf(changes: Partial<GenerationRequest>): Promise<{ nodes: Nodes; server: FakeComfyUi }> {
  const { run, server } = await startTrial();
  await run({ inputs: INPUTS, ...changes });
  const { prompt } = JSON.parse(server.prompts[0]!) as { prompt: Nodes };
  return { nodes: prompt, server };
}

/** Every link leads to a node that is there. */
function expectWhole(nodes: Nodes): void {
  const links = Object.values(nodes).flatMap(({ inputs }) =>
    Object.values(inputs).flatMap((value) => (Array.isArray(value) ? [String(value[0])] : [])),
  );
  expect(links.filter((id) => !(id in nodes))).toEqual([]);
  expect(Object.keys(nodes).filter((id) => !links.includes(id))).toEqual(['saver']);
}

describe('the default graph', () => {
  it('offers what a picture takes', async () => {
    const { backend } = await startTrial();
    const [model] = await backend.listModels();
    expect(Object.keys(model!.options).slice(1, 8)).toEqual([
      'negative_prompt',
      'image',
      'mask',
      'strength',
      'resize_mode',
      'mask_blur',
      'inpainting_mask_invert',
    ]);
  });

  it('offers none of it on a server without the nodes', async () => {
    const { backend } = await startTrial({ lacks: 'ImageBlur' });
    const [model] = await backend.listModels();
    expect(Object.keys(model!.options)).not.toContain('image');
  });

  it('starts from the picture’s latents', async () => {
    const { nodes, server } = await graphOf({ parameters: FROM_PICTURE });
    const [file] = [...server.inputs].find(([, data]) => data.equals(INPUTS.image.data))!;
    expect(file).toMatch(/^cyberimage\/[0-9a-f]{32}\.png$/);
    expect(nodes['picture_file']!.inputs).toEqual({ image: file });
    expect(nodes['picture']!.inputs).toMatchObject({ width: 512, height: 512, crop: 'center' });
    expect(nodes['latent']).toMatchObject({ class_type: 'VAEEncode' });
    expect(nodes['sampler']!.inputs).toMatchObject({ latent_image: ['latent', 0], denoise: 0.4, steps: 3 });
    expectWhole(nodes);
  });

  it('paints under a soft mask and puts back what it keeps', async () => {
    const { nodes } = await graphOf({ parameters: { ...UNDER_MASK, resize_mode: 'stretch' } });
    expect(nodes['masked_latent']!.inputs).toEqual({ samples: ['latent', 0], mask: ['soft_mask', 0] });
    expect(nodes['blurred_mask']!.inputs).toMatchObject({ blur_radius: 10, sigma: 4 });
    expect(nodes['scaled_alpha']!.inputs).toMatchObject({ crop: 'disabled' });
    expect(nodes['composite']!.inputs).toMatchObject({
      destination: ['picture', 0],
      source: ['decoder', 0],
      mask: ['soft_mask', 0],
    });
    expect(nodes['saver']!.inputs).toMatchObject({ images: ['composite', 0] });
    expectWhole(nodes);
  });

  it('turns a mask round, and leaves a hard edge where one is asked for', async () => {
    const { nodes } = await graphOf({
      parameters: { ...UNDER_MASK, mask_blur: 0, inpainting_mask_invert: true },
    });
    expect(nodes['with_alpha']!.inputs).toMatchObject({ alpha: ['inverted_mask', 0] });
    expect(nodes['masked_latent']!.inputs).toMatchObject({ mask: ['laid_mask', 1] });
    expect(nodes).not.toHaveProperty('blurred_mask');
    expectWhole(nodes);
  });

  it('stays the same without a picture', async () => {
    const { nodes, server } = await graphOf({ inputs: {} });
    expect(nodes['latent']!.class_type).toBe('EmptyLatentImage');
    expect(server.routes).not.toContain('POST /upload');
  });

  it('sends the picture again for each run, and keeps one file', async () => {
    const { server } = await graphOf({ parameters: { ...FROM_PICTURE, num_images: 2 } });
    expect(server.routes.filter((route) => route === 'POST /upload')).toHaveLength(2);
    expect(server.inputs.size).toBe(2);
  });

  it('says what the server says when it takes no picture', async () => {
    const { run, server } = await startTrial();
    server.answerWith('POST /upload', (response) => response.writeHead(413).end('too large'));
    await expect(run({ inputs: INPUTS, parameters: FROM_PICTURE })).rejects.toMatchObject({
      code: 'invalid-request',
      message: expect.stringContaining('413 too large'),
    });
    expect(server.prompts).toEqual([]);
  });
});

const OWN_GRAPH = {
  1: { class_type: 'LoadImage', inputs: { image: '{{image}}' } },
  2: { class_type: 'LoadImageMask', inputs: { image: '{{paint_mask:example.png}}', channel: 'red' } },
  3: { class_type: 'LoadImage', inputs: { image: '{{style_picture:example.png}}' } },
  4: { class_type: 'CLIPTextEncode', inputs: { text: '{{prompt}}', clip: ['1', 0] } },
  5: {
    class_type: 'KSampler',
    inputs: { steps: 1, seed: 1, denoise: '{{strength:0.5}}', positive: ['4', 0] },
  },
  6: { class_type: 'SaveImage', inputs: { images: ['5', 0], filename_prefix: 'x' } },
};

const ownSettings = { graph: JSON.stringify(OWN_GRAPH) };

describe('pictures in an own graph', () => {
  it('are options of the inputs that load them', async () => {
    const { backend } = await startTrial({}, ownSettings);
    const [model] = await backend.listModels();
    expect(model!.options).toMatchObject({
      image: { type: 'image', role: 'picture', label: 'Picture' },
      paint_mask: { type: 'image', role: 'mask', of: 'image' },
      style_picture: { type: 'image', role: 'picture', label: 'Style picture' },
      strength: { type: 'number', default: 0.5, max: 1 },
    });
  });

  it('are needed where the graph has no file of its own', async () => {
    const { backend } = await startTrial({}, ownSettings);
    const request = { jobId: 'job', model: 'graph', seed: 1n, parameters: { prompt: 'x' } };
    expect(await backend.check(request)).toMatchObject({
      accepted: false,
      reasons: [{ field: 'image', code: 'required' }],
    });
    const running = backend.generate(request, { signal: new AbortController().signal });
    await expect(running.next()).rejects.toMatchObject({ code: 'invalid-request', field: 'image' });
  });

  it('take their places; the others stay as the graph has them', async () => {
    const { backend, server } = await startTrial({}, ownSettings);
    const parameters = { prompt: 'x', image: 'an id', num_images: 1 };
    const request = { jobId: 'job', model: 'graph', seed: 1n, parameters, inputs: INPUTS };
    for await (const _event of backend.generate(request, { signal: new AbortController().signal }));
    const { prompt } = JSON.parse(server.prompts[0]!) as { prompt: Nodes };
    expect(prompt['1']!.inputs['image']).toMatch(/^cyberimage\//);
    expect(prompt['2']!.inputs['image']).toBe('example.png');
    expect(prompt['3']!.inputs['image']).toBe('example.png');
  });
});

describe('a backend whose graph starts from a picture', () => {
  let server: FakeComfyUi;
  beforeAll(async () => {
    server = await FakeComfyUi.start();
  });
  afterAll(async () => server.kill());
  const graph = JSON.stringify({
    ...OWN_GRAPH,
    1: { class_type: 'LoadImage', inputs: { image: '{{image:example.png}}' } },
    5: { class_type: 'KSampler', inputs: { steps: 3, seed: '{{seed}}', positive: ['4', 0] } },
  });
  backendConformance(it, {
    create: () => new ComfyUiBackend({ ...comfyUiSettings(server.url, {}), graph }, '/nowhere'),
  });
});
