import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../../testing/eventually.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';

const CHROME = 'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8';

let test: TestApp;

beforeAll(async () => {
  test = await startTestApp({ MEDIA_CACHE_BYTES: '1500' });
});

afterAll(async () => {
  await test[Symbol.asyncDispose]();
});

async function make(request: Record<string, unknown> = {}): Promise<string> {
  const { body } = await test.call('POST', '/api/v1/generate', { prompt: 'x', ...request });
  const job = await eventually(
    () => test.call('GET', `/api/v1/queue/jobs/${body.job_id}`),
    (answer) => answer.body.status === 'completed',
  );
  return job.body.images[0].id;
}

async function get(path: string, headers: Record<string, string>) {
  const answer = await fetch(`${test.url}${path}`, { headers });
  return { answer, data: Buffer.from(await answer.arrayBuffer()) };
}

async function cached(): Promise<string[]> {
  const entries = await readdir(join(test.settings.dataPath, 'cache', 'media'), {
    recursive: true,
    withFileTypes: true,
  });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

it('gives each client the format that it names', async () => {
  const path = `/media/images/${await make()}`;
  const seen = new Map<string, string | null>();
  for (const [accept, format] of [
    [CHROME, 'webp'],
    ['image/avif', 'heif'],
    ['*/*', 'png'],
    ['image/png', 'png'],
  ] as const) {
    const { answer, data } = await get(path, { accept });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('vary')).toContain('Accept');
    expect(answer.headers.get('cache-control')).toContain('immutable');
    expect((await sharp(data).metadata()).format).toBe(format);
    const etag = answer.headers.get('etag') ?? '';
    expect(etag).not.toMatch(/^W/);
    seen.set(format, etag);
    const again = await get(path, { accept, 'if-none-match': etag });
    expect(again.answer.status).toBe(304);
    expect(again.answer.headers.get('vary')).toContain('Accept');
    const part = await get(path, { accept, range: 'bytes=2-5', 'if-range': etag });
    expect(part.answer.status).toBe(206);
    expect(part.data.equals(data.subarray(2, 6))).toBe(true);
  }
  expect(new Set(seen.values()).size).toBe(3);
  const wrong = await get(path, { accept: '*/*', 'if-none-match': seen.get('webp') ?? '' });
  expect(wrong.answer.status).toBe(200);
  const download = await get(`${path}?download=1`, { accept: CHROME });
  expect((await sharp(download.data).metadata()).format).toBe('png');
});

it('makes each copy once, and keeps the folder of copies within its bound', async () => {
  const ids = await Promise.all(
    Array.from({ length: 12 }, (_, seed) => make({ seed, width: 256, height: 256 })),
  );
  for (const id of ids) {
    const path = `/media/images/${id}`;
    const answers = await Promise.all([1, 2, 3].map(() => get(path, { accept: CHROME })));
    expect(new Set(answers.map(({ answer }) => answer.headers.get('etag'))).size).toBe(1);
  }
  const names = await cached();
  expect(names.length).toBeGreaterThan(0);
  expect(names.length).toBeLessThan(12);
});

it.each([
  [{ output_format: 'jpeg', output_quality: 40 }, 'jpeg', 'jpg'],
  [{ output_format: 'JPG' }, 'jpeg', 'jpg'],
  [{ output_format: 'webp' }, 'webp', 'webp'],
  [{}, 'png', 'png'],
])('keeps pictures as %j says', async (output, format, extension) => {
  const id = await make({ prompt: 'kept, café', seed: 5, ...output });
  const { answer, data } = await get(`/media/images/${id}?download=1`, {});
  expect(answer.headers.get('content-disposition')).toContain(`.${extension}`);
  expect((await sharp(data).metadata()).format).toBe(format);
  const { body } = await test.call('GET', `/api/v1/gallery/images/${id}`);
  expect(body.parameters.output_format).toBe(format);
  const texts = await test.call('GET', `/api/v1/gallery/images/${id}/texts`);
  expect(texts.body.texts.map(({ keyword }: { keyword: string }) => keyword)).toEqual(
    expect.arrayContaining(['parameters', 'cyberimage']),
  );
  expect(test.host.requests.at(-1)?.parameters).not.toHaveProperty('output_format');
});

it('refuses formats and qualities that there are not, by name', async () => {
  const { status, body } = await test.call('POST', '/api/v1/generate', {
    prompt: 'x',
    output_format: 'bmp',
    output_quality: 0,
  });
  expect(status).toBe(422);
  expect(body.errors.map(({ field }: { field: string }) => field)).toEqual([
    'output_format',
    'output_quality',
  ]);
});
