import type { GenerationEvent, ModelBackend, ParameterValue } from '@cyberimage/core';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { createBackend, modelLine } from '../testing/create-backend.js';
import { collectEvents, completeRequest } from '../testing/run-backend.js';
import { slowClock } from '../testing/slow-clock.js';

const ANY_STEPS = { steps: { min: 1, max: 50, default: 4 } };

async function run(
  backend: ModelBackend,
  model: string,
  parameters: Readonly<Record<string, ParameterValue>> = {},
): Promise<readonly GenerationEvent[]> {
  return collectEvents(backend, await completeRequest(backend, model, parameters));
}

const progressOf = (events: readonly GenerationEvent[]) =>
  events.flatMap((event) => (event.type === 'progress' ? [`${event.phase} ${event.step}/${event.of}`] : []));
const ofType = <Type extends GenerationEvent['type']>(events: readonly GenerationEvent[], type: Type) =>
  events.filter((event): event is Extract<GenerationEvent, { type: Type }> => event.type === type);

describe('events of a run', () => {
  const backend = createBackend([modelLine('sd15', 'sd15', ANY_STEPS), modelLine('lcm', 'lcm')]);

  afterAll(() => backend.dispose());

  it('goes through the phases in order, and loads a model once', async () => {
    const phases = [
      'encode 0/1',
      'encode 1/1',
      'denoise 0/2',
      'denoise 1/2',
      'denoise 2/2',
      'decode 0/1',
      'decode 1/1',
    ];
    const first = await run(backend, 'lcm', { steps: 2 });
    expect(progressOf(first)).toEqual(['load 0/1', 'load 1/1', ...phases]);
    expect(progressOf(await run(backend, 'lcm', { steps: 2 }))).toEqual(phases);
  });

  it.each([
    ['PNDM', 5],
    ['Heun', 7],
    ['Euler a', 4],
  ])('counts the steps that were asked for with %s, which takes %i calls', async (sampler, calls) => {
    const events = await run(backend, 'sd15', { steps: 4, sampler });
    const denoising = progressOf(events).filter((text) => text.startsWith('denoise'));
    expect(denoising).toHaveLength(1 + calls);
    expect(denoising.at(-1)).toBe('denoise 4/4');
  });

  it('hands each picture out when it is done, and counts steps over all', async () => {
    const events = await run(backend, 'sd15', { steps: 2, num_images: 2, sampler: 'Euler' });
    const told = events.flatMap((event) => {
      if (event.type === 'image') return [`image ${event.index}`];
      return event.type === 'progress' ? [`${event.phase} ${event.step}/${event.of}`] : [];
    });
    expect(told.slice(-10)).toEqual([
      'encode 1/1',
      'denoise 0/4',
      'denoise 1/4',
      'denoise 2/4',
      'image 0',
      'denoise 3/4',
      'denoise 4/4',
      'decode 0/1',
      'decode 1/1',
      'image 1',
    ]);
    expect(ofType(events, 'image').map(({ seed }) => seed)).toEqual([42n, 43n]);
  });

  it('renders no previews where nobody looks at them', async () => {
    using _clock = slowClock();
    const request = await completeRequest(backend, 'sd15', { steps: 4 });
    const { signal } = new AbortController();
    expect(ofType(await collectEvents(backend, request, signal, { previews: false }), 'preview')).toEqual([]);
  });

  it('shows a preview after each call but the last, when calls take long', async () => {
    using _clock = slowClock();
    const events = await run(backend, 'sd15', { steps: 4, sampler: 'Euler' });
    const told = events.flatMap((event) => {
      if (event.type === 'preview') return ['preview'];
      return event.type === 'progress' && event.phase === 'denoise' ? [String(event.step)] : [];
    });
    expect(told).toEqual(['0', '1', 'preview', '2', 'preview', '3', 'preview', '4']);
    const previews = ofType(events, 'preview');
    for (const { data, mediaType, index } of previews) {
      expect([mediaType, index]).toEqual(['image/webp', 0]);
      expect(await sharp(data).metadata()).toMatchObject({ format: 'webp', width: 32, height: 32 });
    }
  });

  it('puts on record what the picture was made with', async () => {
    const parameters = { steps: 2, width: 96, sampler: 'DPM++ 2M', scheduler: 'karras' };
    const [image] = ofType(await run(backend, 'sd15', parameters), 'image');
    expect(image?.content).toMatchObject({ kind: 'raw', width: 96, height: 64, channels: 3 });
    expect(image?.metadata).toEqual({
      family: 'stable-diffusion',
      device: 'cpu',
      model_hash: expect.stringMatching(/^[0-9a-f]{10}$/) as string,
      sampler: 'DPM++ 2M',
      scheduler: 'karras',
      scheduler_class: 'DPMSolverMultistepScheduler',
      width: 96,
      height: 64,
      timesteps: [999, 0],
    });
  });

  it('warns about a prompt that is too long, with the part that has no effect', async () => {
    const prompt = `${'a red cube on a green table, '.repeat(12)}under a silver moon`;
    // Without A1111's grammar there is one chunk, as in diffusers.
    const parameters = { steps: 1, prompt, emphasis: 'None' };
    const [warning] = ofType(await run(backend, 'sd15', parameters), 'warning');
    expect(warning?.code).toBe('prompt-truncated');
    expect(warning?.message).toMatch(/^the prompt is too long.*under a silver moon$/);
  });

  it('warns about a negative prompt without guidance', async () => {
    const parameters = { steps: 1, negative_prompt: 'blurry', guidance_scale: 1 };
    expect(ofType(await run(backend, 'sd15', parameters), 'warning').map(({ code }) => code)).toEqual([
      'negative-prompt-ignored',
    ]);
  });

  it('tells before and while running that a schedule type does not apply', async () => {
    const request = await completeRequest(backend, 'sd15', {
      steps: 1,
      sampler: 'DDIM',
      scheduler: 'karras',
    });
    expect(await backend.check(request)).toMatchObject({
      accepted: true,
      adjustments: [{ field: 'scheduler', from: 'karras', to: 'automatic' }],
    });
    const warnings = ofType(await collectEvents(backend, request), 'warning');
    expect(warnings.map(({ code }) => code)).toEqual(['scheduler-not-applicable']);
  });

  it('estimates the time of what it has done before, and always the memory', async () => {
    const request = await completeRequest(backend, 'sd15', { steps: 3, height: 96 });
    const before = await backend.check(request);
    expect(before.accepted && before.estimate.seconds).toBeUndefined();
    await collectEvents(backend, request);
    const after = await backend.check(request);
    expect(after.accepted && after.estimate.seconds).toBeGreaterThan(0);
    expect(after.accepted && after.estimate.peakBytes).toBeGreaterThan(1e6);
  });
});

describe('cancelling', () => {
  it('works from outside, between two calls of the network', async () => {
    const backend = createBackend([modelLine('sd15', 'sd15')]);
    const request = await completeRequest(backend, 'sd15', { steps: 50, width: 256, height: 256 });
    const controller = new AbortController();
    let steps = 0;
    const finished = (async () => {
      for await (const event of backend.generate(request, { signal: controller.signal })) {
        if (event.type === 'progress' && event.phase === 'denoise') steps = event.step;
        // From a timer, as a message would come in, not from the consumer of the events.
        if (steps === 1) setTimeout(() => controller.abort(), 0);
      }
    })();
    await expect(finished).rejects.toMatchObject({ code: 'cancelled' });
    expect(steps).toBeLessThan(10);
    await backend.dispose();
  });

  it('leaves nothing loaded when dispose() comes while a model loads', async () => {
    const backend = createBackend([modelLine('sd15', 'sd15')]);
    const request = await completeRequest(backend, 'sd15', { steps: 20 });
    const finished = collectEvents(backend, request);
    setTimeout(() => void backend.dispose(), 0);
    await expect(finished).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('comes with dispose()', async () => {
    const backend = createBackend([modelLine('sd15', 'sd15')]);
    const request = await completeRequest(backend, 'sd15', { steps: 20 });
    const finished = (async () => {
      for await (const event of backend.generate(request, { signal: new AbortController().signal })) {
        if (event.type === 'progress' && event.phase === 'denoise') void backend.dispose();
      }
    })();
    await expect(finished).rejects.toMatchObject({ code: 'cancelled' });
    await backend.dispose();
  });
});
