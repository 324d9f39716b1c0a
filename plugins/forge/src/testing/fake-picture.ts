import { createHash } from 'node:crypto';
import { crc32, deflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');

/**
 * A PNG of 8 × 8 fields whose colours come from `recipe`: equal recipes give equal pictures.
 *
 * @param infotext written as the text chunk `parameters`: tEXt where Latin-1 will do, else iTXt
 */
export function paintPng(recipe: string, width: number, height: number, infotext?: string): Buffer {
  const colours = createHash('shake256', { outputLength: 192 }).update(recipe).digest();
  const rows = Buffer.alloc((width * 3 + 1) * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const field = Math.trunc((y * 8) / height) * 8 + Math.trunc((x * 8) / width);
      colours.copy(rows, y * (width * 3 + 1) + 1 + x * 3, field * 3, field * 3 + 3);
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    ...(infotext === undefined ? [] : [textChunk(infotext)]),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function textChunk(text: string): Buffer {
  const isLatin1 = Buffer.from(text, 'latin1').toString('latin1') === text;
  return isLatin1
    ? chunk('tEXt', Buffer.concat([Buffer.from('parameters\0'), Buffer.from(text, 'latin1')]))
    : chunk('iTXt', Buffer.from(`parameters\0\0\0\0\0${text}`));
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const head = Buffer.alloc(4);
  head.writeUInt32BE(data.length);
  const tail = Buffer.alloc(4);
  tail.writeUInt32BE(crc32(body));
  return Buffer.concat([head, body, tail]);
}

/** A JPEG of 1 × 1, for servers whose `samples_format` is jpg. */
export const TINY_JPEG = Buffer.from(
  '/9j/4AAQSkZJRgABAQEAYABgAAD/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsOCwkJDRENDg8QEBEQCgwSExIQEw8QEBD/yQALCAABAAEBAREA/8wABgAQEAX/2gAIAQEAAD8A0s8g/9k=',
  'base64',
);

/** A WebP of 1 × 1, for servers whose `samples_format` is webp. */
export const TINY_WEBP = Buffer.from('UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==', 'base64');
