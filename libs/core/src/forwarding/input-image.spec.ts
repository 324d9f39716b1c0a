import { describe, expect, it } from 'vitest';
import type { EncodedImage } from '../contract/generation-event.js';
import { paintPng } from '../testing/paint-png.js';
import { readInputImage } from './input-image.js';

const PNG: EncodedImage = { kind: 'encoded', mediaType: 'image/png', data: new Uint8Array(paintPng('x')) };

const requestWith = (image: string, inputs: Record<string, EncodedImage> = {}) => ({
  jobId: 'job',
  model: 'model',
  seed: 1n,
  parameters: { image },
  inputs,
});

describe('readInputImage', () => {
  it('gives the picture under the name of its option', () => {
    expect(readInputImage(requestWith('an id', { image: PNG }), 'image')).toEqual(PNG);
  });

  it('gives none where none is named, whatever came along', () => {
    expect(readInputImage(requestWith('', { image: PNG }), 'image')).toBeUndefined();
    expect(readInputImage(requestWith('', { image: PNG }), 'mask')).toBeUndefined();
  });

  it.each([
    ['is missing', {}, /none came with the request/],
    ['is cut short', { image: { ...PNG, data: PNG.data.subarray(0, -6) } }, /no whole PNG/],
    ['is none', { image: { ...PNG, data: Buffer.from('text') } }, /no whole PNG/],
  ])('refuses one that %s', (_what, inputs, message) => {
    expect(() => readInputImage(requestWith('an id', inputs), 'image')).toThrow(
      expect.objectContaining({
        code: 'invalid-request',
        field: 'image',
        message: expect.stringMatching(message),
      }),
    );
  });
});
