import { describe, expect, it } from 'vitest';
import { paintPng, TINY_JPEG, TINY_WEBP } from '../testing/fake-picture.js';
import { readPictureFile, requirePictureFile } from './media-type.js';

const FILES = [
  ['image/png', paintPng('x', 16, 16)],
  ['image/jpeg', TINY_JPEG],
  ['image/webp', TINY_WEBP],
] as const;

describe('readPictureFile', () => {
  it.each(FILES)('knows %s by its first bytes', (mediaType, data) => {
    expect(readPictureFile(data)).toEqual({ mediaType, data });
  });

  it.each(FILES)('refuses part of %s, for now', (_mediaType, data) => {
    expect(() => readPictureFile(data.subarray(0, -4))).toThrow(
      expect.objectContaining({ code: 'unavailable', retryable: true }),
    );
  });

  it.each(['', 'GIF89a', '\0\0\0\x1cftypavif'])('does not know %j', (text) => {
    expect(readPictureFile(Buffer.from(text, 'latin1'))).toBeUndefined();
    expect(() => requirePictureFile(Buffer.from(text, 'latin1'))).toThrow('no PNG, JPEG or WebP');
  });
});
