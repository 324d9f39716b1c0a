import type { GenerationEvent } from '@cyberimage/core';
import { backendConformance } from '@cyberimage/core/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ComfyUiBackend } from './comfyui-backend.js';
import { FakeComfyUi, type FakeComfyUiOptions } from './testing/fake-comfyui.js';
import { comfyUiSettings, startTrial } from './testing/trial.js';

const KINDS: readonly [string, FakeComfyUiOptions][] = [
  ['with a WebSocket', {}],
  ['without a WebSocket', { sockets: false }],
  ['that keeps a WebSocket waiting', { sockets: 'silent' }],
  ['that forgets what is cached and chooses ids itself', { forgetsCachedOutputs: true, ownIds: true }],
];

describe.each(KINDS)('ComfyUiBackend on a server %s', (_name, options) => {
  let server: FakeComfyUi;
  beforeAll(async () => {
    server = await FakeComfyUi.start(options);
  });
  afterAll(async () => server.kill());
  backendConformance(it, {
    create: () => new ComfyUiBackend(comfyUiSettings(server.url, options), '/nowhere'),
    parameters: { steps: 3 },
  });
});

describe('ComfyUiBackend', () => {
  it('offers the checkpoints with what the nodes take', async () => {
    const { backend } = await startTrial();
    const models = await backend.listModels();
    expect(models.map(({ id }) => id)).toEqual(['dream.safetensors', 'sub\\neon.safetensors']);
    const { options } = models[0]!;
    expect(Object.keys(options).filter((name) => options[name]!.needs === undefined)).toEqual([
      'prompt',
      'negative_prompt',
      'image',
      'steps',
      'guidance_scale',
      'width',
      'height',
      'sampler',
      'scheduler',
      'seed',
      'num_images',
    ]);
    expect(options['steps']).toMatchObject({ type: 'integer', min: 1, max: 150, default: 20 });
    expect(options['guidance_scale']).toMatchObject({ type: 'number', max: 30, step: 0.1, default: 7 });
    expect(options['width']).toMatchObject({ min: 64, max: 4096, step: 8, default: 512, unit: 'px' });
    expect(options['sampler']).toMatchObject({ default: 'dpmpp_2m' });
    expect(options['scheduler']).toMatchObject({ default: 'karras' });
  });

  it("takes A1111's names and diffusers' classes for samplers", async () => {
    const { backend } = await startTrial();
    const [model] = await backend.listModels();
    const sampler = model!.options['sampler'];
    expect(sampler?.type === 'choice' && sampler.choices[1]).toEqual({
      value: 'euler_ancestral',
      label: 'euler_ancestral',
      aliases: ['Euler a', 'EulerAncestralDiscreteScheduler'],
    });
  });

  it('sends each value to its node, and each digit of the seed', async () => {
    const { run, server } = await startTrial();
    await run({ seed: 2n ** 64n - 1n, parameters: { prompt: 'a "{{seed}}" {{steps}}', num_images: 2 } });
    const seeds = server.prompts.map((prompt) => /"seed":(\d+)/.exec(prompt)?.[1]);
    expect(seeds).toEqual(['18446744073709551615', '0']);
    const { prompt } = JSON.parse(server.prompts[0]!) as { prompt: Record<string, { inputs: object }> };
    expect(prompt['positive']!.inputs).toEqual({ text: 'a "{{seed}}" {{steps}}', clip: ['checkpoint', 1] });
    expect(prompt['checkpoint']!.inputs).toEqual({ ckpt_name: 'dream.safetensors' });
    expect(prompt['sampler']!.inputs).toMatchObject({ steps: 3, cfg: 7, sampler_name: 'euler' });
    expect(prompt['latent']!.inputs).toEqual({ width: 512, height: 512, batch_size: 1 });
  });

  it('shows phases, steps over all pictures, and previews', async () => {
    const { run } = await startTrial();
    const events = await run({ parameters: { num_images: 2 } });
    const first = 'wait 0/1, load 0/1, encode 0/1, denoise 1/6, denoise 2/6, denoise 3/6, decode 0/1';
    const second = 'load 0/1, encode 0/1, denoise 4/6, denoise 5/6, denoise 6/6, decode 0/1';
    expect(progressOf(events).join(', ')).toBe(`${first}, ${second}`);
    const previews = events.filter((event) => event.type === 'preview');
    expect(new Set(previews.map(({ index }) => index))).toEqual(new Set([0, 1]));
    expect(Buffer.from(previews[0]!.data).subarray(1, 4).toString()).toBe('PNG');
  });

  it('has the server draw no previews where nobody looks at them, and passes none on', async () => {
    const { run, server } = await startTrial();
    const events = await run({}, undefined, { previews: false });
    expect(events.filter(({ type }) => type === 'preview')).toEqual([]);
    expect(progressOf(events)).toContain('denoise 2/3');
    await run({ seed: 8n });
    const methods = server.prompts.map((text) => {
      const { extra_data: extra } = JSON.parse(text) as { extra_data: { preview_method?: string } };
      return extra.preview_method;
    });
    expect(methods).toEqual(['none', undefined]);
  });

  it('makes a picture again that the server has only in its cache', async () => {
    const { run, server } = await startTrial({ forgetsCachedOutputs: true });
    await run();
    expect(server.prompts).toHaveLength(1);
    expect((await run()).at(-1)?.type).toBe('done');
    expect(server.prompts).toHaveLength(3);
  });

  it('makes a picture again whose file was deleted on the server', async () => {
    const { run, server } = await startTrial();
    await run();
    server.files.clear();
    expect((await run()).at(-1)?.type).toBe('done');
    expect(server.prompts).toHaveLength(3);
  });

  it('sends its authorization with every request and the WebSocket', async () => {
    const authorization = 'Bearer secret';
    const { run } = await startTrial({ authorization }, { authorization });
    const events = await run();
    expect(events.some(({ type }) => type === 'preview')).toBe(true);
  });
});

function progressOf(events: readonly GenerationEvent[]): string[] {
  return events.flatMap((event) =>
    event.type === 'progress' ? [`${event.phase} ${event.step}/${event.of}`] : [],
  );
}
