import type { EncodedImage } from '@cyberimage/core';
import { paintPng } from '@cyberimage/core/testing';
import { afterEach, describe, expect, it } from 'vitest';
import type { ForgeBackend } from '../forge-backend.js';
import {
  FakeForge,
  type FakeForgeOptions,
  type FaultAction,
  type FaultPoint,
} from '../testing/fake-forge.js';
import { backendFor, requestFor, run } from '../testing/run-backend.js';

let fake: FakeForge;
let backend: ForgeBackend;

async function begin(options: FakeForgeOptions = {}, settings: Record<string, string> = {}): Promise<void> {
  fake = await new FakeForge({ api: false, ...options }).start();
  backend = backendFor(fake.url, settings);
}

afterEach(async () => {
  await backend.dispose();
  await fake.stop();
});

const png = (subject: string): EncodedImage => ({
  kind: 'encoded',
  mediaType: 'image/png',
  data: new Uint8Array(paintPng(subject)),
});

const RED = { image: png('red') };
const MASKED = { ...RED, mask: png('white') };

interface Component {
  readonly id: number;
  readonly props: { readonly elem_id?: string; readonly elem_classes?: readonly string[] };
}

/** What the last Generate was sent, by the element's id or class. */
async function sentForm(): Promise<Record<string, unknown>> {
  const { data, fn_index: index } = JSON.parse(
    fake.requests.findLast(({ path }) => path === '/queue/join')!.text,
  ) as { data: unknown[]; fn_index: number };
  const { components, dependencies } = (await (await fetch(`${fake.url}/config`)).json()) as {
    components: Component[];
    dependencies: { id: number; inputs: number[] }[];
  };
  const { inputs } = dependencies.find(({ id }) => id === index)!;
  const nameOf = (id: number, position: number): string => {
    const { elem_id: elemId, elem_classes: [name] = [] } = components.find((row) => row.id === id)!.props;
    return name === undefined ? (elemId ?? `#${position}`) : `${name} ${position}`;
  };
  return Object.fromEntries(inputs.map((id, position) => [nameOf(id, position), data[position]]));
}

describe('img2img through the web UI', () => {
  it('puts a picture alone on the first tab’s canvas', async () => {
    await begin();
    const parameters = { image: 'an id', strength: 0.4, style: 'Neon', clip_skip: 1, scheduler: 'Karras' };
    const { images, warnings, error } = await run(
      backend,
      await requestFor(backend, parameters, { inputs: RED }),
    );
    expect([images.length, warnings, error]).toEqual([1, [], undefined]);
    expect(await sentForm()).toMatchObject({
      '#0': 'task(cyberimage-job-0)',
      '#1': 0,
      img2img_prompt: 'a cat',
      img2img_styles: ['Neon'],
      img2img_width: 64,
      img2img_steps: 4,
      img2img_seed: 42,
      img2img_scheduler: 'Karras',
      img2img_denoising_strength: 0.4,
      resize_mode: 'Crop and resize',
      img2img_override_settings: ['Clip skip: 2'],
      'logical_image_background 5': `data:image/png;base64,${paintPng('red').toString('base64')}`,
      img_inpaint_base: null,
    });
    expect(fake.requests.some(({ path }) => path === '/upload')).toBe(false);
  });

  it('uploads a picture with its mask, and says all of the mask', async () => {
    await begin();
    const parameters = {
      image: 'an id',
      mask: 'an id',
      mask_blur: 7,
      inpainting_fill: 'Latent noise',
      inpainting_mask_invert: true,
      inpaint_full_res: true,
      inpaint_full_res_padding: 16,
      resize_mode: 'Resize and fill',
    };
    const request = await requestFor(backend, parameters, { inputs: MASKED, model: 'tiny-b' });
    const { images, warnings, error } = await run(backend, request);
    expect([images[0]!.metadata['model_name'], warnings, error]).toEqual(['tiny-b', [], undefined]);
    const file = { path: expect.stringMatching(/^\/tmp\/gradio\//), meta: { _type: 'gradio.FileData' } };
    expect(await sentForm()).toMatchObject({
      '#1': 4,
      img_inpaint_base: file,
      img_inpaint_mask: file,
      img2img_mask_blur: 7,
      img2img_inpainting_fill: 'latent noise',
      img2img_mask_mode: 'Inpaint not masked',
      img2img_inpaint_full_res: 'Only masked',
      img2img_inpaint_full_res_padding: 16,
      resize_mode: 'Resize and fill',
    });
  });

  it('makes the picture that its REST API would make', async () => {
    await begin();
    const parameters = { image: 'an id', mask: 'an id' };
    const request = await requestFor(backend, parameters, { inputs: MASKED });
    const { images } = await run(backend, request);
    const rest = await new FakeForge().start();
    const other = backendFor(rest.url);
    const expected = await run(other, request);
    await other.dispose();
    await rest.stop();
    expect(images.map(({ content }) => content)).toEqual(expected.images.map(({ content }) => content));
  });

  it('works behind a login', async () => {
    await begin({ gradioAuth: 'me:secret-word' }, { username: 'me', password: 'secret-word' });
    const request = await requestFor(backend, { image: 'an id', mask: 'an id' }, { inputs: MASKED });
    expect((await run(backend, request)).error).toBeUndefined();
  });

  it('is not offered where the web UI has none of the kind that is known', async () => {
    await begin({ ui: { img2img: false } });
    const [model] = await backend.listModels();
    expect(Object.keys(model!.options)).not.toContain('image');
  });

  it('is refused without the picture before anything is sent', async () => {
    await begin();
    const { error } = await run(backend, await requestFor(backend, { image: 'an id' }));
    expect(error).toMatchObject({ code: 'invalid-request', field: 'image' });
    expect(fake.requests.some(({ path }) => path === '/queue/join')).toBe(false);
  });

  it.each<[FaultPoint, FaultAction]>([
    ['upload', 'drop'],
    ['upload', 'restart'],
    ['join', 'restart'],
    ['denoise', 'restart'],
    ['finish', 'die'],
    ['reply', 'drop'],
  ])('that breaks at %s by %s loses nothing and doubles nothing', async (point, action) => {
    await begin();
    const request = await requestFor(backend, { image: 'an id', mask: 'an id' }, { inputs: MASKED });
    fake.breakAt(point, action);
    const first = await run(backend, request);
    if (first.error !== undefined) {
      expect(first.error).toMatchObject({ code: 'unavailable', retryable: true });
      expect(first.images).toEqual([]);
      if (action === 'die') await fake.start();
      expect((await run(backend, request)).images).toHaveLength(1);
    }
    expect(fake.process.pending).toEqual([]);
    expect(fake.process.currentTask).toBeUndefined();
  });
});
