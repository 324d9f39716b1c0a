import { BackendError } from '@cyberimage/core';
import type { Txt2imgJob } from '../rest/txt2img-body.js';
import { formValues, type FormValue } from './form-values.js';
import type { GradioComponent, GradioFunction } from './gradio-config.js';
import type { UiPictures } from './upload-pictures.js';

/** Tabs of img2img by their number. */
const PICTURE_TAB = 0;
const MASK_UPLOAD_TAB = 4;

/**
 * The values of all inputs of Generate: those of the form as it begins, and ours by element id. Where an
 * input stands differs between versions; known by their places alone are the task id, which is the one text
 * box without an id, and the first, and behind it the number of the tab of img2img.
 *
 * @param pictures of img2img
 * @throws BackendError when the form lacks an element that the request needs
 */
export function fillInputs(
  { inputs }: GradioFunction,
  job: Txt2imgJob,
  pictures?: UiPictures,
): readonly unknown[] {
  const given = new Map<GradioComponent, FormValue>();
  const missing: string[] = [];
  const place = (name: string, value: FormValue, input: GradioComponent | undefined): void => {
    if (input !== undefined) given.set(input, value);
    else if (value.needed) missing.push(name);
  };
  for (const [elemId, value] of Object.entries(formValues(job, pictures))) {
    place(
      elemId,
      value,
      inputs.find((input) => input.elemId === elemId),
    );
  }
  const at = (position: number, type: string): GradioComponent | undefined =>
    [inputs[position]].find((input) => input?.type === type && input.elemId === undefined);
  place('id_task', { value: job.taskId, needed: true }, at(0, 'textbox'));
  if (pictures !== undefined) {
    const tab = pictures.mask === undefined ? PICTURE_TAB : MASK_UPLOAD_TAB;
    place('mode', { value: tab, needed: true }, at(1, 'number'));
  }
  if (pictures !== undefined && pictures.mask === undefined) {
    // The ids of canvases are drawn anew at each start; the one of the first tab comes first.
    const canvas = inputs.find(({ classes }) => classes.includes('logical_image_background'));
    place('canvas for a picture', { value: pictures.image, needed: true }, canvas);
  }
  if (missing.length > 0) {
    const message = `the web UI’s form has no ${missing.join(', ')}; start the server with --api`;
    throw new BackendError('unavailable', message, { retryable: false });
  }
  return inputs.map((input) => {
    // State lives on the server, which ignores what is sent for it.
    if (input.type === 'state') return null;
    const value = given.get(input);
    if (value === undefined) return input.value;
    return 'choice' in value ? input.choices[value.choice] : value.value;
  });
}
