import { BackendError, readImageFile, type EncodedImage, type GenerationRequest } from '@cyberimage/core';

/** The pictures of a request in base64, as the server takes them. */
export interface InputPictures {
  readonly image: string;
  readonly mask: string | undefined;
}

/**
 * @returns undefined for a request that starts from noise alone
 * @throws BackendError `invalid-request` for a picture that is missing or none: the server would answer 500
 */
export function readInputs({ parameters, inputs }: GenerationRequest): InputPictures | undefined {
  const read = (field: string) => (parameters[field] ? toBase64(inputs?.[field], field) : undefined);
  const image = read('image');
  return image === undefined ? undefined : { image, mask: read('mask') };
}

function toBase64(input: EncodedImage | undefined, field: string): string {
  if (input === undefined) {
    const message = `${field} names a picture, but none came with the request`;
    throw new BackendError('invalid-request', message, { field });
  }
  try {
    return Buffer.from(readImageFile(input.data).data).toString('base64');
  } catch (cause) {
    const message = `${field} is no whole PNG, JPEG or WebP picture; send it again`;
    throw new BackendError('invalid-request', message, { field, cause });
  }
}
