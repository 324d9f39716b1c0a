import { describe, expect, it } from 'vitest';
import { paintPng } from '../testing/paint-png.js';
import { readImageFile } from './image-file.js';

const webp = (length: number) => {
  const file = Buffer.alloc(length);
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(32, 4);
  file.write('WEBP', 8, 'latin1');
  return file;
};

describe('readImageFile', () => {
  it.each([
    ['image/png', paintPng('a')],
    ['image/jpeg', Buffer.from('ffd8ffe000104a464946ffd9', 'hex')],
    ['image/webp', webp(40)],
  ])('knows %s by its bytes', (mediaType, data) => {
    expect(readImageFile(data)).toEqual({ kind: 'encoded', mediaType, data: new Uint8Array(data) });
  });

  it.each([
    ['PNG', paintPng('a').subarray(0, -20)],
    ['JPEG', Buffer.from('ffd8ffe000104a464946', 'hex')],
    ['WebP', webp(39)],
  ])('says that a %s was cut short, which a retry may mend', (_name, data) => {
    expect(() => readImageFile(data)).toThrow(
      expect.objectContaining({
        code: 'unavailable',
        retryable: true,
        message: expect.stringContaining('cut short'),
      }),
    );
  });

  it.each([[Buffer.alloc(0)], [Buffer.from('<html>')]])('refuses what is no picture', (data) => {
    expect(() => readImageFile(data)).toThrow(
      expect.objectContaining({ code: 'internal', retryable: false }),
    );
  });
});
