import { randomBytes } from 'node:crypto';
import { access, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Trash } from './gallery/trash.service.js';
import { InputCleaner } from './generation/input-cleaner.service.js';
import { InputEntity } from './inputs/input.entity.js';
import { eventually } from './testing/eventually.js';
import { FakeBackendHost, workUntilAborted } from './testing/fake-backend-host.js';
import { FAKE_MODEL, PAINTER } from './testing/fake-model.js';
import { startTestApp, type TestApp } from './testing/test-app.js';

const host = new FakeBackendHost([
  { instanceId: 'fake', model: PAINTER },
  { instanceId: 'fake', model: FAKE_MODEL },
]);
let test: TestApp;

beforeAll(async () => {
  test = await startTestApp(
    { INPUT_LIMIT: '200000', MAX_INPUT_PIXELS: '40000', BODY_LIMIT: '20000' },
    { host },
  );
});

afterAll(async () => {
  await test[Symbol.asyncDispose]();
});

const picture = (color: string, width = 40, height = 20) =>
  sharp({ create: { width, height, channels: 3, background: color } });

async function upload(body: Buffer | FormData, type?: string) {
  const response = await fetch(`${test.url}/api/v1/inputs`, {
    method: 'POST',
    body: body instanceof FormData ? body : new Uint8Array(body),
    ...(type !== undefined && { headers: { 'content-type': type } }),
  });
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into answers of all shapes
  return { status: response.status, body: (await response.json()) as any };
}

const generate = (fields: object) =>
  test.call('POST', '/api/v1/generate', { model: 'painter', prompt: 'x', ...fields });

async function finished(fields: object) {
  const { status, body } = await generate(fields);
  expect(status, JSON.stringify(body)).toBe(202);
  const { body: job } = await eventually(
    () => test.call('GET', `/api/v1/queue/jobs/${body.job_id}`),
    (answer) => ['completed', 'failed'].includes(answer.body.status),
  );
  return job;
}

describe('an upload', () => {
  it('is kept under the hash of its bytes, once, and read back as it was', async () => {
    const bytes = await picture('red').png().toBuffer();
    const first = await upload(bytes, 'image/png');
    expect(first).toMatchObject({
      status: 201,
      body: { id: expect.stringMatching(/^[0-9a-f]{64}$/), width: 40, height: 20, media_type: 'image/png' },
    });
    const form = new FormData();
    form.set('file', new Blob([new Uint8Array(bytes)], { type: 'image/png' }), 'red.png');
    expect((await upload(form)).body).toEqual(first.body);
    const read = await fetch(test.url + first.body.url);
    expect(read.headers.get('cache-control')).toContain('immutable');
    expect(Buffer.from(await read.arrayBuffer()).equals(bytes)).toBe(true);
    const again = await fetch(test.url + first.body.url, {
      headers: { 'if-none-match': read.headers.get('etag')! },
    });
    expect(again.status).toBe(304);
  });

  it('of a photo that its camera turned is kept upright', async () => {
    const turned = await picture('blue').withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const { body } = await upload(turned, 'image/jpeg');
    expect(body).toMatchObject({ width: 20, height: 40, media_type: 'image/jpeg' });
    const read = Buffer.from(await (await fetch(test.url + body.url)).arrayBuffer());
    expect(await sharp(read).metadata()).toMatchObject({ width: 20, height: 40 });
  });

  it.each([
    ['no picture', async () => Buffer.from('hello'), 'image/png', 422, 'not-a-picture'],
    ['half a picture', async () => (await noise()).subarray(0, 9000), 'image/png', 422, 'not-a-picture'],
    ['another format', async () => picture('red').gif().toBuffer(), 'image/png', 422, 'unsupported-format'],
    ['too many pixels', async () => picture('red', 300, 300).png().toBuffer(), 'image/png', 422, 'too-large'],
    ['too many bytes', async () => Buffer.alloc(210_000), 'image/png', 422, 'too-large'],
  ])('is refused: %s', async (_title, make, type, status, code) => {
    expect(await upload(await make(), type)).toMatchObject({
      status,
      body: { errors: [{ field: 'file', code }] },
    });
  });

  it('is refused beyond the size of a body, of another type, and elsewhere', async () => {
    expect((await upload(Buffer.alloc(700_000), 'image/png')).status).toBe(413);
    expect((await upload(Buffer.from('x'), 'application/x-thing')).status).toBe(415);
    const bytes = new Uint8Array(await picture('red').png().toBuffer());
    const elsewhere = await fetch(`${test.url}/api/v1/generate`, {
      method: 'POST',
      body: bytes,
      headers: { 'content-type': 'image/png' },
    });
    expect(elsewhere.status).toBe(415);
    const broken = await fetch(`${test.url}/api/v1/inputs`, {
      method: 'POST',
      body: 'x',
      headers: { 'content-type': 'multipart/form-data; boundary=a' },
    });
    expect(broken.status).toBe(400);
  });
});

async function noise(): Promise<Buffer> {
  const data = randomBytes(100 * 100 * 3);
  return sharp(data, { raw: { width: 100, height: 100, channels: 3 } })
    .png()
    .toBuffer();
}

describe('a request that starts from a picture', () => {
  it.each(['id', 'data', 'base64'])('takes it as %s, and the row holds the id', async (kind) => {
    const bytes = await picture('lime').png().toBuffer();
    const { body: input } = await upload(bytes, 'image/png');
    const base64 = bytes.toString('base64');
    const value = { id: input.id, data: `data:image/png;base64,${base64}`, base64 }[kind];
    const job = await finished({ image: value, mask_image: value, denoising_strength: 0.4 });
    expect(job.request).toMatchObject({ image: input.id, mask: input.id, strength: 0.4 });
    expect(job.images[0].parameters).toMatchObject({ image: input.id, strength: 0.4 });
    const sent = host.requests.at(-1)!;
    for (const name of ['image', 'mask']) {
      expect(sent.inputs?.[name]).toMatchObject({ kind: 'encoded', mediaType: 'image/png' });
      expect(Buffer.compare(sent.inputs![name]!.data, bytes)).toBe(0);
    }
  });

  it('takes a picture of the gallery, which may be deleted then', async () => {
    const [image] = (await finished({ seed: 5 })).images;
    const file = Buffer.from(await (await fetch(test.url + image.url)).arrayBuffer());
    const { body } = await generate({ image: { image_id: image.id } });
    await test.call('DELETE', `/api/v1/gallery/images/${image.id}`);
    const copied = await test.call('POST', '/api/v1/inputs/copies', { image_id: image.id });
    expect(copied).toMatchObject({ status: 201, body: { id: image.sha256, width: 64, height: 64 } });
    const nothing = await test.call('POST', '/api/v1/inputs/copies', { image_id: body.job_id });
    expect(nothing).toMatchObject({ status: 422, body: { errors: [{ field: 'image_id' }] } });
    const job = await finished({ image: image.id });
    expect(job.request.image).toBe(image.sha256);
    expect(Buffer.compare(host.requests.at(-1)!.inputs!['image']!.data, file)).toBe(0);
    expect((await test.call('GET', `/api/v1/queue/jobs/${body.job_id}`)).body.request.image).toBe(
      image.sha256,
    );
  });

  it('without one holds none of the options that need it', async () => {
    const job = await finished({ strength: 0.2 });
    expect(job.request).toMatchObject({ image: '' });
    expect(job.request).not.toHaveProperty('strength');
    expect(host.requests.at(-1)!.inputs).toEqual({});
  });

  it.each([
    [{ image: 'f'.repeat(64) }, 'image', 'unknown-input', 'there is no input'],
    [{ image: '00000000-0000-4000-8000-000000000000' }, 'image', 'unknown-input', 'there is no picture'],
    [{ image: 'robot.png' }, 'image', 'unknown-input', 'expected the id of an uploaded picture'],
    [{ image: 7 }, 'image', 'unknown-input', 'expected the id of an uploaded picture'],
    [{ image: { image_id: 7 } }, 'image', 'unknown-input', 'expected the id'],
    [{ image: `data:image/png;base64,${'QUJD'.repeat(40)}` }, 'image', 'not-a-picture', 'no picture'],
  ])('is refused for %j', async (fields, field, code, says) => {
    const { status, body } = await generate(fields);
    expect(status).toBe(422);
    expect(body.errors).toEqual([
      expect.objectContaining({ field, code, message: expect.stringContaining(says) }),
    ]);
  });

  it('is refused for a mask without a picture, and for a model that takes none', async () => {
    const { body: input } = await upload(await picture('red').png().toBuffer(), 'image/png');
    expect((await generate({ mask: input.id })).body.errors).toMatchObject([
      { field: 'image', code: 'required' },
    ]);
    const other = await generate({ model: 'fake', image: input.id });
    expect(other.body.errors).toMatchObject([{ field: 'image', code: 'unknown-field' }]);
  });

  it('can be edited while it waits, and tried again', async () => {
    host.scripts.push(workUntilAborted);
    const blocker = await generate({});
    const { body: red } = await upload(await picture('red').png().toBuffer(), 'image/png');
    const { body: pink } = await upload(await picture('pink').png().toBuffer(), 'image/png');
    const { body: created } = await generate({ image: red.id, strength: 0.3 });
    const edited = await test.call('PATCH', `/api/v1/queue/jobs/${created.job_id}`, {
      image: pink.id,
      denoising_strength: 0.6,
    });
    expect(edited.body.job.request).toMatchObject({ image: pink.id, strength: 0.6 });
    await test.call('POST', `/api/v1/queue/jobs/${created.job_id}/cancel`);
    await test.call('POST', `/api/v1/queue/jobs/${blocker.body.job_id}/cancel`);
    await test.call('POST', `/api/v1/queue/jobs/${created.job_id}/retry`);
    await eventually(
      () => test.call('GET', `/api/v1/queue/jobs/${created.job_id}`),
      ({ body }) => body.status === 'completed',
    );
    const bytes = await picture('pink').png().toBuffer();
    expect(Buffer.compare(host.requests.at(-1)!.inputs!['image']!.data, bytes)).toBe(0);
  });

  it('fails with a reason when the file is not in the data folder', async () => {
    const { body: input } = await upload(await picture('gray').png().toBuffer(), 'image/png');
    host.scripts.push(workUntilAborted);
    const blocker = await generate({});
    const { body: created } = await generate({ image: input.id });
    const path = join(test.settings.dataPath, 'inputs', input.id.slice(0, 2), input.id);
    await rm(path);
    await test.call('POST', `/api/v1/queue/jobs/${blocker.body.job_id}/cancel`);
    const { body: trail } = await eventually(
      () => test.call('GET', `/api/v1/audit?subject_id=${created.job_id}&action=job.requeued`),
      ({ body }) => body.records.length > 0,
    );
    expect(trail.records[0].data.error).toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('data folder'),
    });
    await upload(await picture('gray').png().toBuffer(), 'image/png');
    expect((await readFile(path)).length).toBe(input.bytes);
    await test.call('POST', `/api/v1/queue/jobs/${created.job_id}/cancel`);
  });
});

it('removes inputs that nothing refers to, once they are old', async () => {
  const { body: used } = await upload(await picture('teal').png().toBuffer(), 'image/png');
  const { body: unused } = await upload(await picture('navy').png().toBuffer(), 'image/png');
  const { body: fresh } = await upload(await picture('gold').png().toBuffer(), 'image/png');
  const job = await finished({ image: used.id });
  const rows = test.app.get(DataSource).getRepository(InputEntity);
  for (const { id } of [used, unused]) await rows.update({ id }, { offeredAt: 1 });
  const cleaner = test.app.get(InputCleaner);
  expect(await cleaner.removeUnused()).toBe(1);
  const status = async (id: string) => (await fetch(`${test.url}/api/v1/inputs/${id}`)).status;
  expect([await status(used.id), await status(unused.id), await status(fresh.id)]).toEqual([200, 404, 200]);
  await expect(
    access(join(test.settings.dataPath, 'inputs', unused.id.slice(0, 2), unused.id)),
  ).rejects.toThrow('ENOENT');

  // The picture that was made from it holds it, after the job is gone, until its own file is.
  await test.call('DELETE', `/api/v1/queue/jobs/${job.id}`);
  expect(await cleaner.removeUnused()).toBe(0);
  await test.call('DELETE', `/api/v1/gallery/images/${job.images[0].id}`);
  expect(await cleaner.removeUnused()).toBe(0);
  await test.app.get(Trash).empty('test');
  expect(await cleaner.removeUnused()).toBe(1);
});
