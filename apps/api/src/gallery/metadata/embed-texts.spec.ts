import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { embedTexts, type PictureFormat } from './embed-texts.js';
import { writeExif } from './exif-block.js';
import { parseRecord, type PictureRecord } from './picture-record.js';
import { readTexts } from './read-texts.js';
import { insertWebpExif } from './write-webp-exif.js';

const SIZE = { width: 33, height: 17 };

const RECORD: PictureRecord = {
  version: 1,
  id: '019a0000-0000-7000-8000-000000000000',
  job_id: '019a0000-0000-7000-8000-000000000001',
  index: 0,
  created_at: '2026-11-25T12:00:00.000Z',
  model: 'starter',
  backend: 'local',
  seed: '18446744073709551615',
  parameters: { prompt: 'ネコ, café 🐈', steps: 4, tiling: false },
  warnings: [{ code: 'w', message: 'm' }],
  generation_seconds: 1.25,
};
const INFOTEXT = 'ネコ, café 🐈\nSteps: 4, Seed: 1, Size: 33x17';

function plain(format: PictureFormat, options = {}, channels: 3 | 4 = 3): Promise<Buffer> {
  const background = channels === 4 ? { r: 0, g: 255, b: 0, alpha: 0.5 } : '#0f0';
  return sharp({ create: { ...SIZE, channels, background } })
    .toFormat(format, options)
    .toBuffer();
}

describe.each([
  ['png', {}, 3],
  ['jpeg', {}, 3],
  ['webp', {}, 3],
  ['webp', { lossless: true }, 3],
  ['webp', {}, 4],
  ['webp', { lossless: true }, 4],
] as const)('texts in %s %j with %d channels', (format, options, channels) => {
  it('are read back, and the picture stays what it was', async () => {
    const before = await plain(format, options, channels);
    const file = embedTexts(before, format, SIZE, { infotext: INFOTEXT, record: RECORD });
    const texts = await readTexts(file);
    expect(texts.get('parameters')).toBe(INFOTEXT);
    expect(parseRecord(texts.get('cyberimage'))).toEqual(RECORD);
    const strict = { failOn: 'warning' } as const;
    const pixels = await sharp(file, strict).raw().toBuffer();
    expect(pixels.equals(await sharp(before).raw().toBuffer())).toBe(true);
    const { hasAlpha, width, height } = await sharp(file, strict).metadata();
    expect({ hasAlpha, width, height }).toEqual({ ...SIZE, hasAlpha: channels === 4 });
  });
});

it('a JPEG keeps our record where the text is too long for it', async () => {
  const infotext = 'long '.repeat(10_000);
  const record = { ...RECORD, parameters: { prompt: infotext } };
  const file = embedTexts(await plain('jpeg'), 'jpeg', SIZE, { infotext, record });
  const texts = await readTexts(file);
  expect(texts.get('parameters')).toBeUndefined();
  expect(parseRecord(texts.get('cyberimage'))).toEqual(record);
});

it('an extended WebP file keeps its header', async () => {
  const once = insertWebpExif(await plain('webp', {}, 4), writeExif({ userComment: 'a' }), SIZE);
  expect(once.subarray(12, 16).toString('latin1')).toBe('VP8X');
  expect((await readTexts(once)).get('parameters')).toBe('a');
});

it('EXIF that sharp writes is read too, and damaged EXIF is passed over', async () => {
  const file = await sharp(await plain('jpeg'))
    .withExif({ IFD0: { ImageDescription: 'workflow:{"a":1}', Make: 'prompt:{"b":2}' } })
    .toBuffer();
  const texts = await readTexts(file);
  expect(texts.get('workflow')).toBe('{"a":1}');
  expect(texts.get('prompt')).toBe('{"b":2}');
  const { readExif } = await import('./exif-block.js');
  const block = writeExif({ userComment: 'abc', makerNote: Buffer.from('note') });
  for (let length = 0; length < block.length; length++) readExif(block.subarray(0, length));
  for (let at = 4; at < block.length; at++) {
    const broken = Buffer.from(block);
    broken[at] = 0xff;
    readExif(broken);
  }
});
