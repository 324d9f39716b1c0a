import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GalleryService } from '../gallery/gallery.service.js';
import { StorageError } from '../gallery/storage-error.js';
import { eventually } from '../testing/eventually.js';
import { paint, workUntilAborted } from '../testing/fake-backend-host.js';
import { startTestApp, type TestApp } from '../testing/test-app.js';
import { createTestSettings, type TestSettings } from '../testing/test-settings.js';
import { JobConsumer } from './job-consumer.service.js';

let base: TestSettings;

beforeEach(async () => {
  base = await createTestSettings({ LEASE_SECONDS: '1' });
});

afterEach(async () => {
  await base[Symbol.asyncDispose]();
});

const start = () => startTestApp({}, { base });

async function create(test: TestApp, body: object = {}): Promise<string> {
  const { body: created } = await test.call('POST', '/api/v1/generate', {
    model: 'fake',
    prompt: 'x',
    ...body,
  });
  return created.job_id;
}

const read = async (test: TestApp, id: string) => (await test.call('GET', `/api/v1/queue/jobs/${id}`)).body;
const ended = (test: TestApp, id: string) =>
  eventually(
    () => read(test, id),
    ({ status }) => ['completed', 'failed', 'cancelled'].includes(status),
  );
const begun = (test: TestApp, count: number) =>
  eventually(
    async () => test.host.requests.length,
    (made) => made >= count,
  );

const checkpoints = () => readdir(join(base.settings.dataPath, 'checkpoints')).catch(() => []);

/** Holds the first picture up that comes to the gallery, as a slow disk would. */
function slowDisk(test: TestApp): { readonly isReached: Promise<void>; readonly goOn: () => void } {
  const gallery = test.app.get(GalleryService, { strict: false });
  const publish = gallery.publish.bind(gallery);
  const [reached, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  vi.spyOn(gallery, 'publish').mockImplementationOnce(async (...args) => {
    reached.resolve();
    await held.promise;
    return publish(...args);
  });
  return { isReached: reached.promise, goOn: held.resolve };
}

describe('while the last picture of a job is saved', () => {
  it("the lane's next job is made, but none after that and none is completed before it", async () => {
    await using test = await start();
    const disk = slowDisk(test);
    const ids = [await create(test), await create(test), await create(test)] as const;
    await begun(test, 2);
    const next = await eventually(
      () => read(test, ids[1]),
      ({ images }) => images.length === 1,
    );
    expect(next).toMatchObject({ status: 'processing' });
    expect(await read(test, ids[0])).toMatchObject({ status: 'processing', images: [] });
    expect(await read(test, ids[2])).toMatchObject({ status: 'pending' });
    expect(test.host.requests).toHaveLength(2);
    disk.goOn();
    for (const id of ids) {
      expect(await ended(test, id)).toMatchObject({ status: 'completed', attempts: 1 });
    }
  });

  it('the job stays with its worker, however long that takes', async () => {
    await using test = await start();
    const disk = slowDisk(test);
    const id = await create(test);
    await disk.isReached;
    await new Promise((resolve) => setTimeout(resolve, 2 * base.settings.leaseMs));
    expect(await read(test, id)).toMatchObject({ status: 'processing', attempts: 1 });
    disk.goOn();
    expect(await ended(test, id)).toMatchObject({ status: 'completed', attempts: 1 });
  });

  it('a process that stops waits for it, and gives the next job back', async () => {
    await using test = await start();
    const disk = slowDisk(test);
    const saved = await create(test);
    await disk.isReached;
    test.host.scripts.push(workUntilAborted);
    const next = await create(test);
    await begun(test, 2);
    const stopped = test.app.get(JobConsumer).stop();
    disk.goOn();
    await stopped;
    expect(await read(test, saved)).toMatchObject({ status: 'completed', attempts: 1 });
    expect(await read(test, next)).toMatchObject({ status: 'pending', attempts: 0 });
  });

  it('a cancel still counts', async () => {
    await using test = await start();
    const disk = slowDisk(test);
    const id = await create(test);
    await disk.isReached;
    const { body } = await test.call('POST', `/api/v1/queue/jobs/${id}/cancel`);
    expect(body).toMatchObject({ status: 'processing', cancel_requested: true });
    disk.goOn();
    expect(await ended(test, id)).toMatchObject({ status: 'cancelled' });
  });
});

describe('within a job', () => {
  it('the backend goes on while a picture is saved', async () => {
    await using test = await start();
    const disk = slowDisk(test);
    const isAtSecond = Promise.withResolvers<void>();
    test.host.scripts.push(async function* told(request) {
      for await (const event of paint(request)) {
        if (event.type === 'image' && event.index === 1) isAtSecond.resolve();
        yield event;
      }
    });
    const id = await create(test, { num_images: 2 });
    await isAtSecond.promise;
    expect(await read(test, id)).toMatchObject({ status: 'processing', images: [] });
    disk.goOn();
    const job = await ended(test, id);
    expect(job.images.map(({ index }: { index: number }) => index)).toEqual([0, 1]);
  });

  it('no checkpoint is kept before the pictures that it stands for', async () => {
    await using test = await start();
    const disk = slowDisk(test);
    test.host.scripts.push(async function* withCheckpoint(request, options) {
      for await (const event of paint(request)) {
        yield event;
        if (event.type === 'image') break;
      }
      yield { type: 'checkpoint', data: new Uint8Array([1]) };
      yield* workUntilAborted(request, options);
    });
    await create(test);
    await disk.isReached;
    expect(await checkpoints()).toEqual([]);
    disk.goOn();
    await eventually(checkpoints, (names) => names.length === 1);
  });

  it('a picture that cannot be saved stops the backend', async () => {
    await using test = await start();
    const gallery = test.app.get(GalleryService, { strict: false });
    const full = new StorageError('storage-full', 'The disk is full', undefined);
    vi.spyOn(gallery, 'publish').mockRejectedValueOnce(full);
    test.host.scripts.push(async function* many(request, options) {
      for await (const event of paint(request)) {
        yield event;
        if (event.type === 'image') break;
      }
      yield* workUntilAborted(request, options);
    });
    const id = await create(test, { num_images: 2 });
    expect(await ended(test, id)).toMatchObject({ status: 'failed', error: { message: 'The disk is full' } });
  });
});
