import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from './testing/eventually.js';
import { workUntilAborted } from './testing/fake-backend-host.js';
import { startTestApp, type TestApp } from './testing/test-app.js';

let test: TestApp;

beforeAll(async () => {
  test = await startTestApp();
});

afterAll(async () => {
  await test[Symbol.asyncDispose]();
});

async function finishedJob(body: object) {
  const { body: created } = await test.call('POST', '/api/v1/generate', {
    model: 'fake',
    prompt: 'x',
    ...body,
  });
  const { body: job } = await eventually(
    () => test.call('GET', `/api/v1/queue/jobs/${created.job_id}`),
    (answer) => ['completed', 'failed', 'cancelled'].includes(answer.body.status),
  );
  return job;
}

describe('a request', () => {
  it('becomes a picture on disk and in the gallery', async () => {
    const created = await test.call('POST', '/api/v1/generate', {
      model: 'fake',
      prompt: 'a red square',
      width: 101,
      cfg_scale: 3,
      seed: 7,
    });
    expect(created.status).toBe(202);
    expect(created.body).toMatchObject({
      status: 'pending',
      seed: '7',
      adjustments: [{ field: 'width', from: 101, to: 104 }],
    });
    const { body: job } = await eventually(
      () => test.call('GET', `/api/v1/queue/jobs/${created.body.job_id}`),
      ({ body }) => body.status === 'completed',
    );
    expect(job.request).toMatchObject({
      model: 'fake',
      prompt: 'a red square',
      guidance_scale: 3,
      seed: '7',
    });
    const [image] = job.images;
    expect(image).toMatchObject({ width: 104, height: 64, seed: '7', model: 'fake', index: 0 });
    expect(image.parameters).toMatchObject({ scheduler_class: 'Fake', steps: 4 });

    const file = await fetch(`${test.url}${image.url}`);
    expect(file.headers.get('content-type')).toBe('image/png');
    expect(file.headers.get('etag')).toBe(`"${image.sha256}"`);
    expect(file.headers.get('cache-control')).toContain('immutable');
    const bytes = Buffer.from(await file.arrayBuffer());
    expect(bytes.length).toBe(image.bytes);
    const { comments } = await sharp(bytes).metadata();
    expect(comments?.[0]?.text).toBe(
      'a red square\nSteps: 4, Sampler: Euler, CFG scale: 3, Seed: 7, Size: 104x64, Model: fake, ' +
        'Tiling: false, Scheduler class: Fake, Version: CyberImage v2',
    );
    const folder = new Date(job.created_at).toISOString().slice(0, 10).split('-');
    const onDisk = await readFile(join(test.settings.mediaRoot, ...folder, `${image.id}.png`));
    expect(onDisk.equals(bytes)).toBe(true);

    const again = await fetch(`${test.url}${image.url}`, {
      headers: { 'if-none-match': `"${image.sha256}"` },
    });
    expect(again.status).toBe(304);
    const part = await fetch(`${test.url}${image.url}`, { headers: { range: 'bytes=2-5' } });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe(`bytes 2-5/${image.bytes}`);
    expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(2, 6))).toBe(true);
    const beyond = await fetch(`${test.url}${image.url}`, { headers: { range: 'bytes=99999999-' } });
    expect(beyond.status).toBe(416);
    const thumbnail = await fetch(`${test.url}${image.thumbnail_url}`);
    expect((await sharp(Buffer.from(await thumbnail.arrayBuffer())).metadata()).format).toBe('webp');
    const download = await fetch(`${test.url}${image.url}?download=1`);
    expect(download.headers.get('content-disposition')).toBe(`attachment; filename="${image.id}.png"`);
    await download.arrayBuffer();
  });

  it('for several pictures counts the seed up', async () => {
    const job = await finishedJob({ num_images: 3, seed: '18446744073709551' });
    expect(job.images.map((image: { seed: string }) => image.seed)).toEqual([
      '18446744073709551',
      '18446744073709552',
      '18446744073709553',
    ]);
  });

  it('that is a prompt alone is done by the first model', async () => {
    const { status, body } = await test.call('POST', '/api/v1/generate', { prompt: 'x' });
    expect(status).toBe(202);
    expect((await test.call('GET', `/api/v1/queue/jobs/${body.job_id}`)).body.model).toBe('fake');
  });

  it('with seed -1 gets a random one, on record', async () => {
    const [first, second] = [await finishedJob({ seed: -1 }), await finishedJob({})];
    expect(Number(first.request.seed)).toBeLessThan(2 ** 32);
    expect(first.request.seed).not.toBe(second.request.seed);
    expect(first.images[0].seed).toBe(first.request.seed);
  });
});

describe('the short routes', () => {
  it('walk from a request to a picture', async () => {
    const { status, body } = await test.call('POST', '/api/generate', {
      model: 'fake',
      prompt: 'p',
      seed: 5,
    });
    expect(status).toBe(202);
    expect(Object.keys(body)).toEqual(['job_id']);
    const { body: done } = await eventually(
      () => test.call('GET', `/api/status/${body.job_id}`),
      (answer) => answer.body.status === 'completed',
    );
    expect(done).toMatchObject({ model: 'fake', seed: 5, position: null, error: null });
    const image = await fetch(`${test.url}/api/image/${done.image_ids[0]}`);
    expect((await sharp(Buffer.from(await image.arrayBuffer())).metadata()).width).toBe(64);
    const metadata = await test.call('GET', `/api/image/${done.image_ids[0]}/metadata`);
    expect(metadata.body).toMatchObject({ prompt: 'p', seed: 5, steps: 4, sampler: 'Euler', width: 64 });
  });

  it('list models and the queue', async () => {
    const models = await test.call('GET', '/api/models');
    expect(models.body.models).toEqual([
      { id: 'fake', name: 'Fake', description: 'Colours', source: 'local', available: true, step_config: {} },
    ]);
    expect((await test.call('GET', '/api/queue')).body).toMatchObject({
      pending: 0,
      processing: 0,
      jobs: [],
    });
    expect((await test.call('GET', '/health')).body.status).toBe('ok');
  });
});

describe('the models', () => {
  it('come with options within the limits of this server', async () => {
    const { body } = await test.call('GET', '/api/v1/models');
    expect(body[0]).toMatchObject({
      id: 'fake',
      backend: { id: 'fake', name: 'Fake backend', state: 'ready' },
    });
    expect(body[0].options.steps.max).toBe(test.settings.limits.maxSteps);
    expect(body[0].options.num_images.max).toBe(test.settings.limits.maxImages);
    expect(body[0].options.prompt.maxLength).toBe(test.settings.limits.maxPromptLength);
    expect((await test.call('GET', '/api/v1/backends')).body).toEqual([
      { id: 'fake', name: 'Fake backend', state: 'ready', restarts: 0, manages: [] },
    ]);
  });
});

describe('cancelling', () => {
  it('ends a running job, and a waiting one at once', async () => {
    test.host.scripts.push(workUntilAborted);
    const running = await test.call('POST', '/api/v1/generate', { model: 'fake', prompt: 'first' });
    const waiting = await test.call('POST', '/api/v1/generate', { model: 'fake', prompt: 'second' });
    const { body: job } = await eventually(
      () => test.call('GET', `/api/v1/queue/jobs/${running.body.job_id}`),
      ({ body }) => body.preview_url !== null,
    );
    expect(job).toMatchObject({ status: 'processing', progress: { phase: 'denoise', step: 1, of: 10 } });
    const preview = await fetch(`${test.url}${job.preview_url}`);
    expect(preview.headers.get('content-type')).toBe('image/webp');
    expect([...new Uint8Array(await preview.arrayBuffer())]).toEqual([1, 2, 3]);
    expect((await test.call('GET', `/api/v1/queue/jobs/${waiting.body.job_id}`)).body.position).toBe(1);

    const second = await test.call('POST', `/api/v1/queue/jobs/${waiting.body.job_id}/cancel`);
    expect(second.status).toBe(202);
    expect(second.body.status).toBe('cancelled');
    await test.call('POST', `/api/v1/queue/jobs/${running.body.job_id}/cancel`);
    const { body: ended } = await eventually(
      () => test.call('GET', `/api/v1/queue/jobs/${running.body.job_id}`),
      ({ body }) => body.status === 'cancelled',
    );
    expect(ended.images).toEqual([]);
    // The browser may still be on its way to the last preview.
    expect((await fetch(`${test.url}/media/previews/${running.body.job_id}`)).status).toBe(200);
    expect((await test.call('GET', `/media/previews/${waiting.body.job_id}`)).status).toBe(404);
  });

  it('of an ended job is a conflict', async () => {
    const { id } = await finishedJob({});
    const answer = await test.call('POST', `/api/v1/queue/jobs/${id}/cancel`);
    expect(answer.status).toBe(409);
    expect(answer.body.detail).toContain('completed');
  });
});

describe('the gallery', () => {
  it('is paged without gaps or repeats, newest first', async () => {
    for (let count = 0; count < 5; count++) await finishedJob({});
    const all = (await test.call('GET', '/api/v1/gallery/images?limit=200')).body.images;
    const paged: { id: string }[] = [];
    for (let cursor = ''; cursor !== undefined;) {
      const { body } = await test.call('GET', `/api/v1/gallery/images?limit=2${cursor}`);
      paged.push(...body.images);
      if (body.next_cursor === null) break;
      cursor = `&cursor=${body.next_cursor}`;
    }
    expect(paged.map(({ id }) => id)).toEqual(all.map(({ id }: { id: string }) => id));
    const jobs = (await test.call('GET', '/api/v1/queue/jobs?status=completed&limit=2')).body;
    expect(jobs.jobs).toHaveLength(2);
    expect(jobs.next_cursor).not.toBeNull();
  });

  it('deletes pictures and says so afterwards', async () => {
    const { images } = await finishedJob({});
    const [image] = images;
    expect((await test.call('DELETE', `/api/v1/gallery/images/${image.id}`)).status).toBe(204);
    for (const path of [`/api/v1/gallery/images/${image.id}`, image.url]) {
      expect((await test.call('GET', path)).status).toBe(410);
    }
    // The trash shows it.
    expect((await fetch(`${test.url}${image.thumbnail_url}`)).status).toBe(200);
    expect((await test.call('DELETE', `/api/v1/gallery/images/${image.id}`)).status).toBe(410);
  });

  it('tells when a file was taken away by someone else', async () => {
    const { images } = await finishedJob({});
    await rm(test.settings.mediaRoot, { recursive: true });
    const answer = await test.call('GET', images[0].url);
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });
});

it('leaves an audit trail without a gap', async () => {
  const { body } = await test.call('GET', '/api/v1/audit/verify');
  expect(body).toEqual({ valid: true, records: expect.any(Number), redacted: 0 });
  expect(body.records).toBeGreaterThan(20);
});
