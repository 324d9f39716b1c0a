import { BackendError } from '../contract/backend-error.js';
import type { EncodedImage } from '../contract/generation-event.js';
import type { GenerationRequest } from '../contract/generation-request.js';
import { readImageFile } from './image-file.js';

/**
 * The picture that a request has under `field`, checked at both ends: a server that gets half a file, or none,
 * answers with words about something else.
 *
 * @param field the name of an image option
 * @returns undefined where the request names none
 * @throws BackendError `invalid-request`, with the field, for a picture that is missing or no whole picture
 */
export function readInputImage(
  { parameters, inputs }: GenerationRequest,
  field: string,
): EncodedImage | undefined {
  if (!parameters[field]) return undefined;
  const input = inputs?.[field];
  if (input === undefined) {
    const message = `${field} names a picture, but none came with the request`;
    throw new BackendError('invalid-request', message, { field });
  }
  try {
    return readImageFile(input.data);
  } catch (cause) {
    const message = `${field} is no whole PNG, JPEG or WebP picture; send it again`;
    throw new BackendError('invalid-request', message, { field, cause });
  }
}
