import type { GenerationEvent } from '@cyberimage/core';
import { backendConformance, paintPng } from '@cyberimage/core/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OpenAiImagesBackend } from './openai-images-backend.js';
import { FakeImagesServer, type FakeImagesServerOptions } from './testing/fake-images-server.js';
import { startTrial, testRequest, testSettings } from './testing/trial.js';
import type { ImagesSettings } from './settings.js';

const KINDS: readonly [string, Partial<ImagesSettings>, FakeImagesServerOptions][] = [
  ['a plain server', {}, {}],
  ['a server that streams', { partialImages: 2 }, { stream: 'yes' }],
  ['a server that refuses to stream', { partialImages: 2 }, { stream: 'refuses' }],
  ['a server that takes a seed', { takesSeed: true }, { takesSeed: true }],
  ['a server that gives addresses', { apiKey: 'sk-1' }, { pictures: 'url', apiKey: 'sk-1' }],
];

describe.each(KINDS)('OpenAiImagesBackend on %s', (_name, settings, options) => {
  let server: FakeImagesServer;
  beforeAll(async () => {
    server = await FakeImagesServer.start(options);
  });
  afterAll(async () => server.kill());
  const create = (): OpenAiImagesBackend => new OpenAiImagesBackend(testSettings(server, settings), () => {});
  backendConformance(it, { create });
});

describe('OpenAiImagesBackend', () => {
  it('offers what its owner listed, and of the server what fits a pattern', async () => {
    const { backend, server } = await startTrial({ models: ['mine', 'IMAGE-*', 'image-one'] });
    const models = await backend.listModels();
    expect(models.map(({ id }) => id)).toEqual(['mine', 'image-one', 'image-two']);
    expect(server.requests).toHaveLength(1);
  });

  it('does not ask the server for models when none has a pattern', async () => {
    const { backend, server } = await startTrial({ models: ['mine'] });
    await backend.listModels();
    expect(server.requests).toEqual([]);
  });

  it('offers seed, quality, style and background only where its owner said so', async () => {
    const plain = await startTrial();
    const [model] = await plain.backend.listModels();
    expect(Object.keys(model!.options)).toEqual(['prompt', 'size', 'num_images']);

    const lists = { qualities: ['low', 'high'], styles: ['vivid'], backgrounds: ['auto', 'opaque'] };
    const rich = await startTrial(
      { ...lists, takesSeed: true, responseFormat: 'b64_json' },
      { takesSeed: true },
    );
    const parameters = { quality: 'high', style: 'vivid', background: 'opaque', prompt: 'x', num_images: 1 };
    await rich.run({ ...parameters, num_images: 1 });
    const { num_images: n, ...sent } = parameters;
    const rest = { model: 'image-one', size: '512x512', response_format: 'b64_json', seed: 7, n };
    expect(rich.server.asked).toEqual([{ ...sent, ...rest }]);
  });

  it('sends each digit of a large seed', async () => {
    const { backend, server } = await startTrial({ takesSeed: true }, { takesSeed: true });
    const request = { ...testRequest({ num_images: 2 }), seed: 2n ** 64n - 1n };
    for await (const _event of backend.generate(request, { signal: new AbortController().signal }));
    const sent = server.requests.filter(({ path }) => path.endsWith('/generations')).map(({ text }) => text);
    expect(sent.map((body) => /"seed":(\d+)/.exec(body)?.[1])).toEqual(['18446744073709551615', '0']);
  });

  it('asks for all pictures at once, and for the rest when fewer come', async () => {
    const { run, server } = await startTrial({}, { maxImages: 3 });
    const events = await run({ num_images: 4 });
    expect(server.asked.map(({ n }) => n)).toEqual([4, 1]);
    const images = events.filter((event) => event.type === 'image');
    expect(images.map(({ index, seed }) => [index, seed])).toEqual([
      [0, 7n],
      [1, 8n],
      [2, 9n],
      [3, 10n],
    ]);
    expect(images[0]!.metadata).toEqual({
      revised_prompt: 'in neon',
      output_format: 'png',
      seed_sent: false,
    });
  });

  it('shows partial pictures as previews, one picture at a time', async () => {
    const { run, server } = await startTrial({ partialImages: 2 }, { stream: 'yes' });
    const events = await run({ num_images: 2 });
    expect(server.asked.map(({ n, stream }) => [n, stream])).toEqual([
      [1, true],
      [1, true],
    ]);
    const kinds = events.filter(({ type }) => type !== 'progress').map(({ type }) => type);
    const picture = ['preview', 'preview', 'image'];
    expect(kinds).toEqual(['started', ...picture, ...picture, 'done']);
    expect(steps(events)).toEqual([0, 1, 2, 3, 4, 5, 6].map((step) => `${step}/6`));
  });

  it('asks for whole pictures where nobody looks at previews, and for partial ones again later', async () => {
    const { run, server } = await startTrial({ partialImages: 2 }, { stream: 'yes' });
    const events = await run({ num_images: 2 }, undefined, {}, { previews: false });
    expect(events.filter(({ type }) => type === 'preview')).toEqual([]);
    expect(events.filter(({ type }) => type === 'image')).toHaveLength(2);
    await run();
    expect(server.asked.map(({ n, stream }) => [n, stream])).toEqual([
      [2, undefined],
      [1, true],
    ]);
  });

  it('asks without a stream where the server refuses it, and remembers', async () => {
    const { run, server, logged } = await startTrial({ partialImages: 2 }, { stream: 'refuses' });
    await run({ num_images: 3 });
    await run({ num_images: 3 });
    const asked = server.asked.map(({ n, stream }) => [n, stream]);
    expect(asked).toEqual([
      [3 - 2, true],
      [1, undefined],
      [2, undefined],
      [3, undefined],
    ]);
    expect(logged.join()).toContain('does not stream');
  });

  it('takes whole pictures from a server that ignores the wish for a stream', async () => {
    const { run } = await startTrial({ partialImages: 2 }, { stream: 'ignores' });
    const events = await run();
    expect(events.filter(({ type }) => type === 'image')).toHaveLength(1);
  });

  it('fetches pictures by address, with the key only at home', async () => {
    const { run, server } = await startTrial({ apiKey: 'sk-1' }, { apiKey: 'sk-1', pictures: 'url' });
    await run();
    expect(server.requests.at(-1)).toMatchObject({ path: '/pictures/0', authorization: 'Bearer sk-1' });

    const elsewhere = await FakeImagesServer.start({ pictures: 'url' });
    for await (const _event of new OpenAiImagesBackend(testSettings(elsewhere), () => {}).generate(
      testRequest(),
      { signal: new AbortController().signal },
    ));
    const address = `${elsewhere.origin}/pictures/0`;
    server.answerWith((response) => response.end(JSON.stringify({ data: [{ url: address }] })));
    const events = await run();
    await elsewhere.kill();
    expect(elsewhere.requests.at(-1)).toMatchObject({ path: '/pictures/0', authorization: undefined });
    const image = events.find((event) => event.type === 'image')!;
    expect(paintPng('x').subarray(0, 8).equals(image.content.data.subarray(0, 8))).toBe(true);
  });
});

function steps(events: readonly GenerationEvent[]): string[] {
  return events.flatMap((event) => (event.type === 'progress' ? [`${event.step}/${event.of}`] : []));
}
