import { createHash } from 'node:crypto';
import {
  readInputImage,
  type EncodedImage,
  type GenerationRequest,
  type OptionSchema,
} from '@cyberimage/core';
import type { ComfyClient } from './comfy-client.js';

/** The pictures that a request names, by the option's name. */
export type NamedPictures = Readonly<Record<string, EncodedImage>>;

/** @throws BackendError `invalid-request` for a picture that is missing or none */
export function readPictures(options: OptionSchema, request: GenerationRequest): NamedPictures {
  const pictures = Object.keys(options).flatMap((name) => {
    const picture = options[name]?.type === 'image' ? readInputImage(request, name) : undefined;
    return picture === undefined ? [] : [[name, picture] as const];
  });
  return Object.fromEntries(pictures);
}

/**
 * Puts pictures into the server's folder of inputs, each under its hash: what is sent again takes no more
 * room, and the server's cache knows it.
 *
 * @returns what a LoadImage node takes, by the option's name
 * @throws BackendError, or the signal's reason
 */
export async function sendPictures(
  pictures: NamedPictures,
  client: ComfyClient,
  signal: AbortSignal,
): Promise<Readonly<Record<string, string>>> {
  const sent: Record<string, string> = {};
  for (const [name, picture] of Object.entries(pictures)) {
    const hash = createHash('sha256').update(picture.data).digest('hex').slice(0, 32);
    sent[name] = await client.upload(`${hash}.${picture.mediaType.replace('image/', '')}`, picture, signal);
  }
  return sent;
}
