import { BackendError } from '@cyberimage/core';
import type { ForgeClient } from '../http/forge-client.js';
import { asTexts } from '../http/read-json.js';
import { toBase64, type InputPictures } from '../pictures/read-inputs.js';

/** A picture as an input of the web UI takes it. */
type InputValue = string | FileData;

/** Gradio's words for a file that was given to it. */
interface FileData {
  readonly path: string;
  readonly meta: { readonly _type: 'gradio.FileData' };
}

/** The pictures of a request in the words of the web UI. */
export interface UiPictures {
  readonly image: InputValue;
  readonly mask: InputValue | undefined;
}

const UPLOAD_TIMEOUT_MS = 60_000;

/**
 * Readies pictures for the img2img form. A picture alone goes to the first tab, whose canvas holds a data URL;
 * one with a mask to the tab for uploaded masks, which takes files that the web UI has been given before.
 *
 * @throws BackendError when the web UI does not take them
 */
export async function uploadPictures(
  client: ForgeClient,
  { image, mask }: InputPictures,
  signal: AbortSignal,
): Promise<UiPictures> {
  // The canvas drops whatever does not begin so; which kind it is, is told by its first bytes.
  if (mask === undefined) return { image: `data:image/png;base64,${toBase64(image)}`, mask };
  const files = [image, mask];
  const reply = await client.json('/upload', { timeoutMs: UPLOAD_TIMEOUT_MS, files, signal });
  const [imagePath, maskPath] = asTexts(reply);
  if (imagePath === undefined || maskPath === undefined) {
    const message = `${client.address.label} took the pictures without saying where they are`;
    throw new BackendError('internal', message);
  }
  return { image: toFileData(imagePath), mask: toFileData(maskPath) };
}

function toFileData(path: string): FileData {
  return { path, meta: { _type: 'gradio.FileData' } };
}
