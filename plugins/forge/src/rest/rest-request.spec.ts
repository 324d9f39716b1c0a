import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ForgeBackend } from '../forge-backend.js';
import { FakeForge, type FakeForgeOptions } from '../testing/fake-forge.js';
import { FakePythonError } from '../testing/fake-process.js';
import { backendFor, requestFor, run } from '../testing/run-backend.js';

let fake: FakeForge;
let backend: ForgeBackend;

async function begin(options: FakeForgeOptions = {}, settings: Record<string, string | boolean> = {}) {
  fake = await new FakeForge(options).start();
  backend = backendFor(fake.url, settings);
}

afterEach(async () => {
  await backend.dispose();
  await fake.stop();
});

describe('what is sent to Forge', () => {
  beforeEach(() => begin());

  it('is the checkpoint’s exact title, which gains a hash on first use', async () => {
    const model = 'sub\\tiny-b.safetensors';
    await run(backend, await requestFor(backend, {}, { model }));
    await backend.dispose();
    backend = backendFor(fake.url);
    const [before] = fake.txt2imgBodies;
    expect(before!['override_settings']).toMatchObject({ sd_model_checkpoint: 'sub/tiny-b.safetensors' });
    await run(backend, await requestFor(backend, {}, { model }));
    expect(fake.txt2imgBodies[1]!['override_settings']).toMatchObject({
      sd_model_checkpoint: expect.stringMatching(/^sub\/tiny-b\.safetensors \[[0-9a-f]{10}\]$/),
    });
  });

  it('asks for one unsaved picture per seed, under a task id that is equal over attempts', async () => {
    const { images } = await run(backend, await requestFor(backend, { num_images: 2 }));
    expect(images.map(({ seed }) => seed)).toEqual([42n, 43n]);
    expect(fake.txt2imgBodies).toEqual([
      expect.objectContaining({
        seed: 42,
        batch_size: 1,
        n_iter: 1,
        force_task_id: 'task(cyberimage-job-0)',
      }),
      expect.objectContaining({ seed: 43, save_images: false, force_task_id: 'task(cyberimage-job-1)' }),
    ]);
  });

  it('keeps every digit of a seed', async () => {
    const { images } = await run(backend, await requestFor(backend, {}, { seed: 2n ** 64n - 1n }));
    expect(fake.requests.find(({ path }) => path.endsWith('txt2img'))?.text).toContain(
      '"seed":18446744073709551615,',
    );
    expect(images[0]!.metadata['infotext']).toContain('Seed: 18446744073709551615');
  });

  it('has the hires fields whose defaults fail or spoil the picture', async () => {
    const parameters = { enable_hr: true, hr_scale: 2, guidance_scale: 5, hr_upscaler: 'Lanczos' };
    const { images, error } = await run(backend, await requestFor(backend, parameters));
    expect(error).toBeUndefined();
    expect(fake.txt2imgBodies[0]).toMatchObject({
      denoising_strength: 0.7,
      hr_cfg: 5,
      hr_distilled_cfg: 3.5,
      hr_additional_modules: ['Use same choices'],
    });
    const { data } = images[0]!.content;
    expect(Buffer.from(data).readUInt32BE(16)).toBe(128);
  });

  it('has style, clip skip, modules and distilled guidance', async () => {
    const parameters = { style: 'Neon', clip_skip: 1, modules: 'AE.safetensors', distilled_cfg_scale: 2 };
    const { images, warnings } = await run(backend, await requestFor(backend, parameters));
    expect(warnings).toEqual([]);
    expect(fake.txt2imgBodies[0]).toMatchObject({ styles: ['Neon'], distilled_cfg_scale: 2 });
    expect(images[0]!.metadata['infotext']).toMatch(/^a cat, neon lights\n[^]*Clip skip: 2[^]*Module 1: ae$/);
  });

  it('has variations, whose seed counts up in place of the seed', async () => {
    const parameters = { variation_strength: 0.2, variation_seed: '9', num_images: 2 };
    const { images, warnings } = await run(backend, await requestFor(backend, parameters));
    expect(warnings).toEqual([]);
    expect(images.map(({ seed }) => seed)).toEqual([42n, 42n]);
    expect(fake.txt2imgBodies).toEqual([
      expect.objectContaining({ seed: 42, subseed: 9, subseed_strength: 0.2 }),
      expect.objectContaining({ seed: 42, subseed: 10, subseed_strength: 0.2 }),
    ]);
  });

  it('leaves no option behind that was never saved on the server', async () => {
    await run(backend, await requestFor(backend, { clip_skip: 1, modules: 'ae.safetensors' }));
    expect(fake.process.options).toMatchObject({ CLIP_stop_at_last_layers: 1, forge_additional_modules: [] });
  });

  it('works where --freeze-settings forbids to save options', async () => {
    fake.process.setOptions = () => {
      throw new FakePythonError('AssertionError', 'changing options is not allowed');
    };
    const { error } = await run(backend, await requestFor(backend));
    expect(error).toBeUndefined();
  });
});

describe('what is sent to others', () => {
  it('leaves the last checkpoint loaded on a server of our own', async () => {
    await begin({}, { dedicated: true });
    await run(backend, await requestFor(backend, {}, { model: 'tiny-b' }));
    expect(fake.txt2imgBodies[0]).toMatchObject({ override_settings_restore_afterwards: false });
    expect(fake.process.options['sd_model_checkpoint']).toBe('sub/tiny-b.safetensors');
  });

  it('is a VAE instead of modules for A1111, and none of Forge’s fields', async () => {
    await begin({ variant: 'a1111' });
    const parameters = { vae: 'clip_l.safetensors', enable_hr: true };
    const { error } = await run(backend, await requestFor(backend, parameters));
    expect(error).toBeUndefined();
    const [body] = fake.txt2imgBodies;
    expect(body!['override_settings']).toMatchObject({ sd_vae: 'clip_l.safetensors' });
    for (const field of ['distilled_cfg_scale', 'hr_distilled_cfg', 'hr_additional_modules'])
      expect(body).not.toHaveProperty(field);
  });

  it('leaves no VAE behind for A1111, not even of a later request', async () => {
    await begin({ variant: 'a1111' });
    await run(backend, await requestFor(backend));
    await run(backend, await requestFor(backend, { vae: 'clip_l.safetensors' }));
    expect(fake.process.options['sd_vae']).toBe('Automatic');
  });

  it('has no scheduler for SD.Next', async () => {
    await begin({ variant: 'sdnext' });
    const { images } = await run(backend, await requestFor(backend));
    expect(images).toHaveLength(1);
    expect(fake.txt2imgBodies[0]).not.toHaveProperty('scheduler');
  });
});
