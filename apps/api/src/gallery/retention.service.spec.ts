import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../testing/eventually.js';
import { startTestApp, type TestApp } from '../testing/test-app.js';
import { GalleryRebuild } from './import/gallery-rebuild.service.js';
import { addImage } from './add-image.js';
import { ImageEntity } from './image.entity.js';
import { Retention } from './retention.service.js';

const DAY_MS = 86_400_000;

let test: TestApp;
let images: ImageEntity[];

async function make(request: Record<string, unknown>): Promise<string> {
  const { body } = await test.call('POST', '/api/v1/generate', { prompt: 'x', ...request });
  const job = await eventually(
    () => test.call('GET', `/api/v1/queue/jobs/${body.job_id}`),
    (answer) => answer.body.status === 'completed',
  );
  return job.body.images[0].id;
}

/** Five pictures, of today and of the four tenths of days before; the oldest one is a favourite. */
beforeAll(async () => {
  test = await startTestApp();
  const repository = test.app.get(DataSource).getRepository(ImageEntity);
  images = [];
  for (let index = 0; index < 5; index++) {
    const image = await repository.findOneByOrFail({ id: await make({ seed: index }) });
    await repository.delete({ id: image.id });
    image.createdAt -= index * 10 * DAY_MS;
    image.favourite = index === 4;
    await addImage(repository.manager, image);
    images.push(image);
  }
});

afterAll(async () => {
  await test[Symbol.asyncDispose]();
});

/** Which of the five are left, newest first; then all are brought back. */
async function leftAfter(limits: { days?: number; count?: number; bytes?: number }): Promise<number[]> {
  Object.assign(test.settings.retention, { days: 0, count: 0, bytes: 0, ...limits });
  await test.app.get(Retention).run();
  const { body } = await test.call('GET', '/api/v1/gallery/images');
  const ids = images.map(({ id }) => id);
  await test.call('POST', '/api/v1/gallery/images/restore', { ids });
  return body.images.map(({ id }: { id: string }) => ids.indexOf(id));
}

describe('retention', () => {
  it('is off until somebody wants it', async () => {
    expect(await leftAfter({})).toEqual([0, 1, 2, 3, 4]);
  });

  it.each([
    [{ days: 15 }, [0, 1, 4]],
    [{ count: 1 }, [0, 4]],
    [{ count: 9 }, [0, 1, 2, 3, 4]],
    [{ days: 25, count: 4 }, [0, 1, 2, 4]],
  ])('by %j keeps the newest, and favourites', async (limits, left) => {
    expect(await leftAfter(limits)).toEqual(left);
  });

  it('by bytes keeps what fits', async () => {
    const [first, second] = images as [ImageEntity, ImageEntity];
    expect(await leftAfter({ bytes: first.sizeBytes + second.sizeBytes })).toEqual([0, 1, 4]);
    expect(await leftAfter({ bytes: 1 })).toEqual([4]);
  });

  it('is on record, each run and each picture', async () => {
    const { body } = await test.call('GET', '/api/v1/audit?action=gallery.retained');
    expect(body.records[0].data).toMatchObject({ deleted: 4, bytes: 1 });
    const { body: life } = await test.call('GET', `/api/v1/audit?subject_id=${images[3]?.id}`);
    expect(life.records.map(({ action }: { action: string }) => action)).toContain('image.deleted');
    expect((await test.call('GET', '/api/v1/audit/verify')).body.valid).toBe(true);
  });
});

describe('a library without its database', () => {
  it.each(['png', 'jpeg', 'webp'])('comes back from its %s files', async (output_format) => {
    const id = await make({
      prompt: 'a café at night',
      seed: '18446744073709551615',
      steps: 7,
      output_format,
    });
    const { body: before } = await test.call('GET', `/api/v1/gallery/images/${id}`);
    const dataSource = test.app.get(DataSource);
    await dataSource.getRepository(ImageEntity).clear();
    await rm(join(test.settings.mediaRoot, 'thumbnails'), { recursive: true });
    const rebuilt = await test.app.get(GalleryRebuild).run('app', () => undefined);
    const files = (await readdir(test.settings.mediaRoot, { recursive: true })).filter(
      (name) => /\.(png|jpg|webp)$/.test(name) && !name.startsWith('thumbnails'),
    );
    expect(rebuilt).toEqual({ imported: files.length, known: 0, refused: 0 });
    const { body: after } = await test.call('GET', `/api/v1/gallery/images/${id}`);
    expect(after).toEqual(before);
    expect((await fetch(`${test.url}${after.thumbnail_url}`)).status).toBe(200);
    const found = await test.call('GET', '/api/v1/gallery/images?q=cafe night');
    expect(found.body.images.map((image: { id: string }) => image.id)).toContain(id);
    const again = await test.app.get(GalleryRebuild).run('app', () => undefined);
    expect(again).toEqual({ imported: 0, known: files.length, refused: 0 });
  });
});

it('puts views on record, one for each look', async () => {
  const id = await make({});
  for (let count = 0; count < 3; count++) await (await fetch(`${test.url}/media/images/${id}`)).arrayBuffer();
  await fetch(`${test.url}/media/images/${id}`, { method: 'HEAD' });
  const viewed = await eventually(
    () => test.call('GET', `/api/v1/audit?subject_id=${id}&action=image.viewed`),
    ({ body }) => body.records.length > 0,
  );
  expect(viewed.body.records).toHaveLength(1);
  expect(viewed.body.records[0]).toMatchObject({ actor: 'client:127.0.0.1' });
});
