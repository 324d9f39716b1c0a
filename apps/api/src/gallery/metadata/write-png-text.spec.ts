import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { insertPngText } from './write-png-text.js';

const PIXEL = sharp({ create: { width: 2, height: 2, channels: 3, background: '#0f0' } })
  .png()
  .toBuffer();

describe('a text in a PNG', () => {
  it.each([
    ['ASCII', 'a cat\nSteps: 2', 'tEXt'],
    ['more than Latin-1', '霓虹城市 🤖 — neon', 'iTXt'],
    ['a NUL, which tEXt cannot hold', 'a\0b', 'iTXt'],
    ['nothing', '', 'tEXt'],
  ])('with %s is read back by libpng', async (_what, text, type) => {
    const png = insertPngText(await PIXEL, 'parameters', text);
    expect(png.includes(Buffer.from(type, 'latin1'))).toBe(true);
    const image = sharp(png, { failOn: 'warning' });
    await image.raw().toBuffer();
    const { comments = [] } = await image.metadata();
    const read = comments.find(({ keyword }) => keyword === 'parameters')?.text;
    expect(read).toBe(text.split('\0')[0]);
  });

  it('with Latin-1 is one byte per character, which sharp reads as UTF-8', async () => {
    const png = insertPngText(await PIXEL, 'parameters', 'a café');
    expect(png.includes(Buffer.from('tEXtparameters\0a café', 'latin1'))).toBe(true);
    await sharp(png, { failOn: 'warning' }).raw().toBuffer();
  });
});
