import { BackendError, type EncodedImage, type GenerationRequest } from '@cyberimage/core';
import sharp, { type Sharp } from 'sharp';
import type { Pixels } from './pixels.js';
import { toPixels } from './sharp-pixels.js';

/**
 * Decodes a picture that a request starts from: upright, in sRGB, what is transparent on white.
 *
 * @param field the option's name
 * @throws BackendError `invalid-request` when it is missing or cannot be decoded
 */
export async function decodePicture(request: GenerationRequest, field: string): Promise<Pixels> {
  return decode(request, field, (image) => image.flatten({ background: '#fff' }).toColourspace('srgb'));
}

/**
 * Decodes a mask: its brightness, what is transparent as black.
 *
 * @param field the option's name
 * @throws BackendError `invalid-request` when it is missing or cannot be decoded
 */
export async function decodeMask(request: GenerationRequest, field: string): Promise<Pixels> {
  return decode(request, field, (image) => image.flatten({ background: '#000' }).toColourspace('b-w'));
}

async function decode(
  { inputs }: GenerationRequest,
  field: string,
  prepare: (image: Sharp) => Sharp,
): Promise<Pixels> {
  const input: EncodedImage | undefined = inputs?.[field];
  if (input === undefined) throw refusal(field, 'it names a picture, but none came with the request');
  try {
    return await toPixels(prepare(sharp(input.data).autoOrient()));
  } catch (error) {
    throw refusal(field, 'the picture cannot be decoded; send it again as PNG, JPEG or WebP', error);
  }
}

function refusal(field: string, problem: string, cause?: unknown): BackendError {
  return new BackendError('invalid-request', `${field}: ${problem}`, { field, cause });
}
