import { readInputImage, type EncodedImage, type GenerationRequest } from '@cyberimage/core';

/** The pictures of a request that starts from one. */
export interface InputPictures {
  readonly image: EncodedImage;
  readonly mask: EncodedImage | undefined;
}

/**
 * @returns undefined for a request that starts from noise alone
 * @throws BackendError `invalid-request` for a picture that is missing or none: the server would answer 500
 */
export function readInputs(request: GenerationRequest): InputPictures | undefined {
  const image = readInputImage(request, 'image');
  return image === undefined ? undefined : { image, mask: readInputImage(request, 'mask') };
}

/** As the server takes a picture in JSON. */
export function toBase64({ data }: EncodedImage): string {
  return Buffer.from(data).toString('base64');
}
