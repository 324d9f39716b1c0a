import type { EncodedImage, RawImage } from '@cyberimage/core';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { encodePicture, type PictureOutput } from './encode-picture.js';
import type { PictureTexts } from './metadata/embed-texts.js';
import { parseRecord, type PictureRecord } from './metadata/picture-record.js';
import { readTexts } from './metadata/read-texts.js';

const EDGE = 96;

const RECORD: PictureRecord = {
  version: 1,
  id: '019a0000-0000-7000-8000-000000000000',
  job_id: null,
  index: null,
  created_at: '2026-11-25T12:00:00.000Z',
  model: 'starter',
  backend: 'local',
  seed: '7',
  parameters: { prompt: 'noise' },
  warnings: null,
  generation_seconds: 1,
};

const describeIt = (): PictureTexts => ({
  infotext: 'noise\nSteps: 1, Seed: 7, Size: 96x96',
  record: RECORD,
});

/** The same each time; hard to compress, so that formats and qualities differ. */
function noise(): RawImage {
  let state = 1;
  const data = Uint8Array.from({ length: EDGE * EDGE * 3 }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  });
  return { kind: 'raw', data, width: EDGE, height: EDGE, channels: 3 };
}

async function encoded(format: 'png' | 'jpeg' | 'webp'): Promise<EncodedImage> {
  const { data, width, height, channels } = noise();
  const picture = sharp(data, { raw: { width, height, channels } });
  return { kind: 'encoded', mediaType: `image/${format}`, data: await picture.toFormat(format).toBuffer() };
}

const output = (format: PictureOutput['format'], quality = 90): PictureOutput => ({ format, quality });

describe('the file of a picture', () => {
  it.each(['jpeg', 'webp'] as const)('as %s is the smaller the lower its quality', async (format) => {
    const sizes = [];
    for (const quality of [1, 30, 60, 90, 100]) {
      const { data, mediaType } = await encodePicture(noise(), describeIt, output(format, quality));
      expect(mediaType).toBe(`image/${format}`);
      expect((await sharp(data).metadata()).format).toBe(format);
      sizes.push(data.length);
    }
    expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
    expect(sizes[0]).toBeLessThan(sizes[4]! / 3);
  });

  it('as PNG has no quality: every pixel is kept', async () => {
    const [low, high] = [1, 100].map((quality) => encodePicture(noise(), describeIt, output('png', quality)));
    expect(Buffer.compare((await low!).data, (await high!).data)).toBe(0);
    const pixels = await sharp((await low!).data)
      .raw()
      .toBuffer();
    expect(pixels.equals(noise().data)).toBe(true);
  });

  it('keeps the bytes that a backend encoded, where the format is the wanted one', async () => {
    const source = await encoded('webp');
    const { data } = await encodePicture(source, describeIt, output('webp', 5));
    const [before, after] = [source.data, data].map((bytes) => sharp(bytes).raw().toBuffer());
    expect((await before!).equals(await after!)).toBe(true);
    // A lossy file gains nothing by being made a PNG.
    expect((await encodePicture(await encoded('jpeg'), describeIt, output('png'))).extension).toBe('jpg');
  });
});

describe('a picture above MAX_IMAGE_FILE_SIZE', () => {
  it('becomes WebP of the quality that was asked for, with all that it says about itself', async () => {
    const whole = await encodePicture(noise(), describeIt, output('png', 60));
    const fitting = await encodePicture(noise(), describeIt, output('png', 60), whole.data.length);
    expect(fitting.extension).toBe('png');

    const smaller = await encodePicture(noise(), describeIt, output('png', 60), whole.data.length - 1);
    expect(smaller).toMatchObject({ mediaType: 'image/webp', extension: 'webp', width: EDGE, height: EDGE });
    expect(smaller.data.length).toBeLessThan(whole.data.length);
    const asWanted = await encodePicture(noise(), describeIt, output('webp', 60));
    expect(Buffer.compare(smaller.data, asWanted.data)).toBe(0);
    const texts = await readTexts(Buffer.from(smaller.data));
    expect(texts.get('parameters')).toBe(describeIt().infotext);
    expect(parseRecord(texts.get('cyberimage'))).toEqual(RECORD);
  });

  it.each(['png', 'jpeg'] as const)('that a backend encoded as %s becomes WebP too', async (format) => {
    const source = await encoded(format);
    const { extension } = await encodePicture(source, describeIt, output(format, 30), source.data.length);
    // With its texts it is larger than what the backend sent.
    expect(extension).toBe('webp');
  });

  it('also as WebP is refused, with both sizes', async () => {
    const refused = encodePicture(noise(), describeIt, output('png'), 900);
    await expect(refused).rejects.toMatchObject({
      code: 'image-too-large',
      message: expect.stringMatching(/^The picture has \d+ bytes even as WebP; MAX_IMAGE_FILE_SIZE is 900$/),
    });
  });
});
