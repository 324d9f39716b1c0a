import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ImageEntity } from '../../gallery/image.entity.js';
import { writeExif } from '../../gallery/metadata/exif-block.js';
import { insertJpegExif } from '../../gallery/metadata/write-jpeg-exif.js';
import { insertPngText } from '../../gallery/metadata/write-png-text.js';
import { insertWebpExif } from '../../gallery/metadata/write-webp-exif.js';
import { eventually } from '../../testing/eventually.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';
import { createTestSettings, type TestSettings } from '../../testing/test-settings.js';

const INFOTEXT =
  'a castle, fog\nNegative prompt: people\n' +
  'Steps: 28, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 7, Seed: 3164588123, Size: 40x30, Model: animeXL_v3';

let base: TestSettings;
let test: TestApp;

beforeAll(async () => {
  const plain = await createTestSettings();
  base = await createTestSettings({
    IMPORT_FOLDERS: join(plain.folder, 'old'),
    MAX_IMAGE_FILE_SIZE: '100000',
    MAX_IMPORT_PIXELS: '40000',
  });
  Object.assign(base, {
    folder: plain.folder,
    [Symbol.asyncDispose]: async () => plain[Symbol.asyncDispose](),
  });
  await mkdir(join(plain.folder, 'old'), { recursive: true });
  test = await startTestApp({}, { base });
});

afterAll(async () => {
  await test[Symbol.asyncDispose]();
  await base[Symbol.asyncDispose]();
});

function picture(colour: string, format: 'png' | 'jpeg' | 'webp' = 'png', width = 40): Promise<Buffer> {
  return sharp({ create: { width, height: 30, channels: 3, background: colour } })
    .toFormat(format)
    .toBuffer();
}

/** What A1111 makes of each format. */
async function withInfotext(format: 'png' | 'jpeg' | 'webp', colour: string): Promise<Buffer> {
  const plain = await picture(colour, format);
  const exif = writeExif({ userComment: INFOTEXT });
  if (format === 'png') return insertPngText(plain, 'parameters', INFOTEXT);
  return format === 'jpeg'
    ? insertJpegExif(plain, exif)
    : insertWebpExif(plain, exif, { width: 40, height: 30 });
}

async function send(
  files: readonly (readonly [name: string, data: Buffer, modifiedAt?: number])[],
): Promise<{ status: number; files: Record<string, unknown>[] }> {
  const form = new FormData();
  for (const [name, data, modifiedAt] of files) {
    if (modifiedAt !== undefined) form.append('modified_at', String(modifiedAt));
    form.append('files', new Blob([new Uint8Array(data)]), name);
  }
  const answer = await fetch(`${test.url}/api/v1/gallery/import`, { method: 'POST', body: form });
  const body = (await answer.json()) as { files: Record<string, unknown>[] };
  return { status: answer.status, files: body.files };
}

describe('dropped pictures', () => {
  it.each(['png', 'jpeg', 'webp'] as const)('as %s keep bytes and settings', async (format) => {
    const data = await withInfotext(format, '#102030');
    const madeAt = Date.UTC(2024, 4, 5);
    const { status, files } = await send([[`ネコ.${format}`, data, madeAt]]);
    expect(status).toBe(200);
    expect(files).toEqual([
      { name: `ネコ.${format}`, status: 'imported', image_id: expect.any(String), reason: null },
    ]);
    const id = String(files[0]?.['image_id']);
    const { body } = await test.call('GET', `/api/v1/gallery/images/${id}`);
    expect(body).toMatchObject({
      job_id: null,
      index: null,
      prompt: 'a castle, fog',
      negative_prompt: 'people',
      seed: '3164588123',
      model: 'animeXL_v3',
      source_name: `ネコ.${format}`,
      created_at: new Date(madeAt).toISOString(),
      parameters: { steps: 28, sampler: 'DPM++ 2M', scheduler: 'Karras', guidance_scale: 7 },
    });
    const file = Buffer.from(await (await fetch(`${test.url}${body.url}`)).arrayBuffer());
    expect(file.equals(data)).toBe(true);
    expect((await fetch(`${test.url}${body.thumbnail_url}`)).status).toBe(200);
    expect((await test.call('GET', '/api/v1/gallery/images?q=castle')).body.images.length).toBeGreaterThan(0);
    const { body: trail } = await test.call('GET', `/api/v1/audit?subject_id=${id}&action=image.imported`);
    expect(trail.records[0]).toMatchObject({ action: 'image.imported', data: { name: `ネコ.${format}` } });
    const history = await test.call('GET', '/api/images/history');
    expect(history.status).toBe(200);
  });

  it('are told apart: new, known, refused and why', async () => {
    const fresh = await picture('#aa0000');
    const { files } = await send([
      ['fresh.png', fresh],
      ['again.png', fresh],
      ['cut.png', fresh.subarray(0, fresh.length - 40)],
      ['text.png', Buffer.from('no picture')],
      ['anim.gif', await sharp(fresh).gif().toBuffer()],
      ['wide.png', await picture('#00aa00', 'png', 2000)],
      ['fat.png', Buffer.alloc(100_001)],
      ['empty.png', Buffer.alloc(0)],
    ]);
    expect(files.map(({ status }) => status)).toEqual([
      'imported',
      'known',
      ...Array.from({ length: 6 }, () => 'refused'),
    ]);
    expect(files[1]?.['image_id']).toBe(files[0]?.['image_id']);
    expect(files.slice(2).map(({ reason }) => reason)).toEqual([
      expect.stringContaining('damaged'),
      expect.stringContaining('no picture'),
      expect.stringContaining('GIF'),
      expect.stringContaining('2000 × 30 pixels'),
      expect.stringContaining('100000 bytes'),
      expect.stringContaining('no picture'),
    ]);
  });

  it('brought twice at once are one picture', async () => {
    const data = await picture('#0000aa');
    const answers = await Promise.all([1, 2, 3].map((name) => send([[`${name}.png`, data]])));
    const ids = answers.map(({ files }) => files[0]?.['image_id']);
    expect(new Set(ids).size).toBe(1);
    expect(answers.filter(({ files }) => files[0]?.['status'] === 'imported')).toHaveLength(1);
  });

  it('without anything about themselves have no prompt, seed or model', async () => {
    const { files } = await send([['photo.jpg', await picture('#123456', 'jpeg')]]);
    const { body } = await test.call('GET', `/api/v1/gallery/images/${String(files[0]?.['image_id'])}`);
    expect(body).toMatchObject({ prompt: '', seed: null, model: '', parameters: {} });
    const metadata = await test.call('GET', `/api/image/${body.id}/metadata`);
    expect(metadata.body).toMatchObject({ job_id: null, seed: null });
  });

  it('must come in a form that is whole', async () => {
    const json = await test.call('POST', '/api/v1/gallery/import', {});
    expect(json.status).toBe(415);
    const broken = await fetch(`${test.url}/api/v1/gallery/import`, {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
      body: '--x\r\ncontent-disposition: form-data; name="files"; filename="a.png"\r\n\r\ncut',
    });
    expect(broken.status).toBe(400);
    const other = await fetch(`${test.url}/api/v1/generate`, { method: 'POST', body: new FormData() });
    expect(other.status).toBe(415);
  });
});

async function whenEnded(id: string) {
  const { body } = await eventually(
    () => test.call('GET', `/api/v1/gallery/import/folders/${id}`),
    (answer) => answer.body.state !== 'running',
  );
  return body;
}

describe('a folder', () => {
  it('is imported with all below it, once', async () => {
    const old = join(base.folder, 'old');
    await mkdir(join(old, '2023', 'a'), { recursive: true });
    await mkdir(join(base.folder, 'secret'), { recursive: true });
    await writeFile(join(base.folder, 'secret', 'x.png'), await picture('#ffffff'));
    await symlink(join(base.folder, 'secret'), join(old, 'link'));
    await writeFile(join(old, 'notes.txt'), 'x');
    await writeFile(join(old, '.hidden.png'), await picture('#fefefe'));
    await writeFile(join(old, '2023', 'a', 'one.png'), await withInfotext('png', '#010101'));
    await writeFile(join(old, '2023', 'two.JPG'), await withInfotext('jpeg', '#020202'));
    await writeFile(join(old, 'broken.png'), 'nothing');
    const { status, body } = await test.call('POST', '/api/v1/gallery/import/folders', { folder: '.' });
    expect(status).toBe(202);
    const first = await whenEnded(body.id);
    expect(first).toMatchObject({ state: 'completed', total: 3, imported: 2, known: 0, refused: 1 });
    expect(first.refusals).toEqual([{ name: 'broken.png', reason: expect.stringContaining('no picture') }]);
    const again = await test.call('POST', '/api/v1/gallery/import/folders', { folder: old });
    expect(await whenEnded(again.body.id)).toMatchObject({ imported: 0, known: 2, refused: 1 });
    const images = await test.app.get(DataSource).getRepository(ImageEntity).find();
    expect(images.map(({ sourceName }) => sourceName)).toContain('2023/a/one.png');
    const { body: list } = await test.call('GET', '/api/v1/gallery/import/folders');
    expect(list.imports).toHaveLength(2);
  });

  it.each(['..', '/', 'link', 'nowhere', '../secret'])('%j may not be imported', async (folder) => {
    const { status, body } = await test.call('POST', '/api/v1/gallery/import/folders', { folder });
    expect(status).toBe(422);
    expect(body.errors[0]).toMatchObject({ field: 'folder' });
  });
});
