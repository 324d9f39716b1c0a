import type { EncodedImage } from '@cyberimage/core';
import { backendConformance, paintPng } from '@cyberimage/core/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OpenAiImagesBackend } from './openai-images-backend.js';
import type { ImagesSettings } from './settings.js';
import { FakeImagesServer, type FakeImagesServerOptions } from './testing/fake-images-server.js';
import { startTrial, testSettings, type Trial } from './testing/trial.js';

const RED: EncodedImage = { kind: 'encoded', mediaType: 'image/png', data: new Uint8Array(paintPng('red')) };

const KINDS: readonly [string, Partial<ImagesSettings>, FakeImagesServerOptions][] = [
  ['edits', {}, { edits: true }],
  ['edits with a stream', { partialImages: 2 }, { edits: true, stream: 'yes' }],
  [
    'edits with a seed and a key',
    { takesSeed: true, apiKey: 'sk' },
    { edits: true, takesSeed: true, apiKey: 'sk' },
  ],
];

describe.each(KINDS)('OpenAiImagesBackend on a server that %s', (_name, settings, options) => {
  let server: FakeImagesServer;
  beforeAll(async () => {
    server = await FakeImagesServer.start(options);
  });
  afterAll(async () => server.kill());
  const create = (): OpenAiImagesBackend =>
    new OpenAiImagesBackend(testSettings(server, { ...settings, edits: 'auto' }), () => {});
  backendConformance(it, { create });
});

async function optionNames({ backend }: Trial): Promise<string[]> {
  return Object.keys((await backend.listModels())[0]!.options);
}

const editsOf = ({ server }: Trial) =>
  server.requests.filter(({ path }) => path === '/v1/images/edits').map(({ body }) => body);

describe('pictures to edit', () => {
  it('are on offer where the server has the route, which is asked for once', async () => {
    const trial = await startTrial({ edits: 'auto' }, { edits: true });
    expect(await optionNames(trial)).toContain('image');
    expect(await optionNames(trial)).toContain('image');
    expect(editsOf(trial)).toEqual([{}]);
  });

  it.each([
    ['the server has no such route', { edits: 'auto' }, {}],
    ['the server refuses the key', { edits: 'auto', models: ['mine'] }, { edits: true, apiKey: 'other' }],
    ['its owner says so', { edits: 'no' }, { edits: true }],
  ] as const)('are not where %s', async (_why, settings, options) => {
    expect(await optionNames(await startTrial(settings, options))).not.toContain('image');
  });

  it('go to the server as a form, with all else that was asked for', async () => {
    const trial = await startTrial(
      { edits: 'yes', qualities: ['high'], takesSeed: true },
      { edits: true, takesSeed: true },
    );
    const events = await trial.run({ image: 'an id', quality: 'high' }, undefined, { image: RED });
    expect(events.filter(({ type }) => type === 'image')).toHaveLength(1);
    expect(editsOf(trial)).toEqual([
      {
        model: 'image-one',
        prompt: 'a green robot',
        size: '512x512',
        quality: 'high',
        seed: '7',
        n: '1',
        image: Buffer.from(RED.data).toString('base64'),
      },
    ]);
    expect(trial.server.asked).toEqual([]);
  });

  it('come back with previews where the server streams', async () => {
    const trial = await startTrial({ edits: 'yes', partialImages: 2 }, { edits: true, stream: 'yes' });
    const events = await trial.run({ image: 'an id' }, undefined, { image: RED });
    const kinds = events.filter(({ type }) => type !== 'progress').map(({ type }) => type);
    expect(kinds).toEqual(['started', 'preview', 'preview', 'image', 'done']);
    expect(editsOf(trial)).toMatchObject([{ stream: 'true', partial_images: '2' }]);
  });
});
