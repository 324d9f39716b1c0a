import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BackendError } from '@cyberimage/core';
import OpenAI, { BadRequestError, InternalServerError } from 'openai';
import sharp from 'sharp';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ImageEntity } from '../../gallery/image.entity.js';
import { FakeBackendHost, failWith } from '../../testing/fake-backend-host.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';

/** Exactly the fields of the request, in snake_case. */
const REQUEST = {
  prompt: 'a lighthouse at dusk',
  negative_prompt: 'fog',
  model: 'fake',
  width: 128,
  height: 64,
  steps: 3,
  cfg_scale: 5.5,
  sampler: 'DDIM',
  seed: 4_294_967_295,
  num_images: 2,
};

let test: TestApp;
let client: OpenAI;

beforeAll(async () => {
  test = await startTestApp({}, { host: new FakeBackendHost() });
  client = new OpenAI({ baseURL: `${test.url}/v1`, apiKey: 'any', maxRetries: 0 });
});

afterAll(async () => {
  await test[Symbol.asyncDispose]();
});

/** OpenAI's types know nothing of the further fields. */
async function generate(request: Record<string, unknown>): Promise<Answer> {
  const { _request_id, ...answer } = (await client.images.generate(
    request as unknown as OpenAI.ImageGenerateParamsNonStreaming,
  )) as unknown as Answer & { _request_id: unknown };
  return answer;
}

interface Answer {
  readonly created: number;
  readonly data: readonly { readonly url?: string; readonly b64_json?: string }[];
  readonly id: string;
  readonly imageUrl: string;
  readonly thumbnailUrl: string;
  readonly generationTime: number;
  readonly createdAt: string;
}

async function fetched(url: string): Promise<Buffer> {
  const answer = await fetch(url);
  expect(answer.status).toBe(200);
  return Buffer.from(await answer.arrayBuffer());
}

const route = (path: string): string => `${test.url}/api/images${path}`;

/** What a picture is in the words of the short routes. */
function camelFields(id: string) {
  return {
    id,
    prompt: REQUEST.prompt,
    imageUrl: expect.stringMatching(new RegExp(`/media/images/${id}$`)),
    thumbnailUrl: expect.stringMatching(new RegExp(`/media/thumbnails/${id}$`)),
    width: 128,
    height: 64,
    parameters: { steps: 3, cfgScale: 5.5, sampler: 'DDIM', seed: 4_294_967_295 },
    generationTime: expect.any(Number),
    createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
  };
}

describe("POST /v1/images/generations by OpenAI's client", () => {
  it('takes every field of the request and answers with every field, and no other', async () => {
    const answer = await generate(REQUEST);
    const [first, second] = answer.data.map(({ url }) => url?.split('/').at(-1) ?? '');
    const urls = [first, second].map((id) => ({ url: `${test.url}/media/images/${id}` }));
    expect(answer).toEqual({ created: expect.any(Number), data: urls, ...camelFields(first!) });
    expect(answer.created).toBe(Math.floor(Date.parse(answer.createdAt) / 1000));
    expect(Math.abs(answer.created - Date.now() / 1000)).toBeLessThan(60);
    expect(answer.generationTime).toBeGreaterThanOrEqual(0);

    // The backend got each of them, by its name there.
    const { num_images: _count, model, seed, cfg_scale, ...same } = REQUEST;
    const sent = test.host.requests.at(-1)!;
    expect(sent.model).toBe(model);
    expect(sent.parameters).toMatchObject({ ...same, guidance_scale: cfg_scale, num_images: 2 });
    expect(sent.seed).toBe(BigInt(seed));

    const picture = await sharp(await fetched(answer.imageUrl)).metadata();
    expect(picture).toMatchObject({ format: 'png', width: 128, height: 64 });
    const thumbnail = await sharp(await fetched(answer.thumbnailUrl)).metadata();
    expect(thumbnail.format).toBe('webp');
  });

  it.each(['url', 'b64_json'] as const)('gives data as %s alone', async (format) => {
    const { data, ...rest } = await generate({ ...REQUEST, response_format: format });
    expect(data.map((entry) => Object.keys(entry))).toEqual([[format], [format]]);
    // The camelCase fields are the same either way.
    expect(rest).toMatchObject(camelFields(rest.id));
    const [entry] = data;
    const bytes = format === 'url' ? await fetched(entry!.url!) : Buffer.from(entry!.b64_json!, 'base64');
    expect((await sharp(bytes).metadata()).width).toBe(128);
  });

  it.each(['jpeg', 'webp'])('output_compression is the quality of a %s', async (format) => {
    // A picture with something in it that quality can lose.
    const noise = await sharp({
      create: {
        width: 64,
        height: 64,
        channels: 3,
        background: '#000',
        noise: { type: 'gaussian', mean: 128, sigma: 60 },
      },
    })
      .png()
      .toBuffer();
    const sizes: number[] = [];
    for (const quality of [20, 95]) {
      test.host.scripts.push(async function* ({ seed }) {
        yield {
          type: 'image',
          index: 0,
          seed,
          content: { kind: 'encoded', mediaType: 'image/png', data: noise },
          metadata: {},
        };
        yield { type: 'done' };
      });
      const request = { prompt: 'x', output_format: format, output_compression: quality };
      const { id, imageUrl } = await generate(request);
      const file = await fetched(`${imageUrl}?download=1`);
      expect((await sharp(file).metadata()).format).toBe(format);
      const image = await test.app.get(DataSource).getRepository(ImageEntity).findOneByOrFail({ id });
      expect(image).toMatchObject({ mediaType: `image/${format}`, sizeBytes: file.length });
      expect(await readFile(join(test.settings.mediaRoot, image.file))).toEqual(file);
      sizes.push(file.length);
    }
    expect(sizes[1]).toBeGreaterThan(1.5 * sizes[0]!);
  });

  it.each([
    [{ steps: 5000 }, 'steps'],
    [{ width: 'wide' }, 'width'],
    [{ cfg_scale: 99 }, 'cfg_scale'],
    [{ sampler: 'Eulr' }, 'sampler'],
    [{ model: 'nothing' }, 'model'],
    [{ n: 0, num_images: undefined }, 'n'],
    [{ size: 'huge' }, 'size'],
    [{ response_format: 'tiff' }, 'response_format'],
    [{ output_compression: 101 }, 'output_compression'],
    [{ output_format: 'gif' }, 'output_format'],
    [{ colour: 'green' }, 'colour'],
  ])('shows %j as a BadRequestError that names the field as the client did', async (wrong, param) => {
    const failed = await generate({ ...REQUEST, ...wrong }).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(BadRequestError);
    expect(failed).toMatchObject({ status: 400, param, type: 'invalid_request_error' });
    expect(String(failed)).not.toContain('undefined');
  });

  it('shows a failed backend as a server error with its words', async () => {
    test.host.scripts.push(failWith(new BackendError('out-of-memory', 'Not enough memory for 512 × 512')));
    const failed = await generate({ prompt: 'x' }).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(InternalServerError);
    expect((failed as Error).message).toContain('Not enough memory for 512 × 512');
  });
});

describe('the short routes by the same client', () => {
  it('GET history/ holds images, total, page and perPage', async () => {
    const { id } = await generate(REQUEST);
    const history = await client.get<Record<string, unknown>>(route('/history/'));
    const { _request_id, ...page } = history;
    expect(page).toEqual({ images: expect.any(Array), total: expect.any(Number), page: 1, perPage: 20 });
    // Newest first: of one job, the last picture.
    expect(page['images']).toContainEqual({
      ...camelFields(id),
      imageUrl: `/media/images/${id}`,
      thumbnailUrl: `/media/thumbnails/${id}`,
    });
    const paged = await client.get<{ images: { id: string }[]; total: number }>(
      route('/history/?page=2&per_page=1'),
    );
    expect(paged).toMatchObject({ page: 2, perPage: 1, total: page['total'] });
    expect(paged.images.map((image) => image.id)).toEqual([id]);
  });

  it('GET {id}/ gives one picture, DELETE takes it away', async () => {
    const { id } = await generate(REQUEST);
    const { _request_id, ...image } = await client.get<Record<string, unknown>>(route(`/${id}/`));
    expect(image).toEqual(camelFields(id));
    await client.delete(route(`/${id}/`));
    await expect(client.get(route(`/${id}/`))).rejects.toMatchObject({ status: 410 });
    await expect(client.delete(route(`/${id}/`))).rejects.toMatchObject({ status: 410 });
    const history = await client.get<{ images: { id: string }[] }>(route('/history/?per_page=200'));
    expect(history.images.map((one) => one.id)).not.toContain(id);
    await expect(client.get(route('/00000000-0000-7000-8000-000000000000/'))).rejects.toMatchObject({
      status: 404,
    });
  });
});
