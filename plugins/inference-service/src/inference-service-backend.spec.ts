import { backendConformance } from '@cyberimage/core/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InferenceServiceBackend } from './inference-service-backend.js';
import { FakeInferenceService } from './testing/fake-inference-service.js';
import { serviceSettings, startTrial } from './testing/trial.js';

describe('InferenceServiceBackend', () => {
  let service: FakeInferenceService;
  beforeAll(async () => {
    service = await FakeInferenceService.start('key');
  });
  afterAll(async () => service.kill());

  backendConformance(it, {
    create: () => {
      const settings = { ...serviceSettings(service.url), apiKey: 'key', samplers: ['euler', 'heun'] };
      return new InferenceServiceBackend(settings);
    },
  });

  it("sends the request's fields by the service's names, with the key as a bearer token", async () => {
    const settings = { apiKey: 'key', models: ['sdxl', 'flux'], samplers: ['euler', 'heun'] };
    const trial = await startTrial(settings, 'key');
    await trial.run({ model: 'flux', parameters: { sampler: 'heun' } });
    expect(trial.service.requests).toHaveLength(1);
    expect(trial.service.requests[0]).toMatchObject({ authorization: 'Bearer key' });
    expect(trial.service.requests[0]!.body).toEqual({
      model: 'flux',
      prompt: 'a green robot',
      negative_prompt: 'blur',
      steps: 20,
      cfg_scale: 6.5,
      width: 512,
      height: 768,
      sampler: 'heun',
      seed: 7,
      num_images: 1,
    });
  });

  it('sends neither model nor sampler where its owner names none', async () => {
    const { service: asked, run } = await startTrial();
    await run();
    expect(asked.requests[0]!.authorization).toBeUndefined();
    expect(Object.keys(asked.requests[0]!.body)).not.toContain('model');
    expect(Object.keys(asked.requests[0]!.body)).not.toContain('sampler');
  });

  it('asks for each picture by itself, with each digit of its seed', async () => {
    const { service: asked, run } = await startTrial();
    const events = await run({ seed: 2n ** 64n - 2n, parameters: { num_images: 3 } });
    const seeds = asked.requests.map(({ text }) => /"seed":(\d+)/.exec(text)?.[1]);
    expect(seeds).toEqual(['18446744073709551614', '18446744073709551615', '0']);
    const images = events.filter((event) => event.type === 'image');
    expect(images.map(({ seed }) => String(seed))).toEqual(seeds);
  });

  it('offers a size that the option schema allows', async () => {
    const { backend } = await startTrial({ defaultSize: 515 });
    const [model] = await backend.listModels();
    expect(model!.options['width']).toMatchObject({ default: 512, step: 8 });
    expect((await backend.describe()).limits).toEqual({ maxImages: 4, maxPixels: 2048 * 2048 });
  });
});
