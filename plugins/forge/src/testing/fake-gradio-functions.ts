import { MASKED_CONTENTS, RESIZE_MODES, type FakeUi } from './fake-gradio-config.js';
import { findFakeCheckpoint } from './fake-checkpoints.js';
import { LATENT_MODES } from './fake-listings.js';
import { FakePythonError, type FakeProcess } from './fake-process.js';
import { readFakeTxt2img, type FakeTxt2img } from './fake-txt2img-request.js';

/** Where the web UI saves pictures, with what is saved there: a disk outlives the process. */
export const OUTPUT_FOLDER = '/srv/fake/outputs/txt2img images';
export type FakeDisk = Map<string, Buffer>;

/** What a call ends with: output data, or a failure at Gradio's level. */
export type FakeOutput = readonly unknown[] | 'failed';

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll("'", '&#x27;');

/** Runs a function of the web UI. */
export async function callFakeFunction(
  { what, inputs }: FakeUi['functions'][number],
  data: readonly unknown[],
  process: FakeProcess,
  disk: FakeDisk,
): Promise<FakeOutput> {
  switch (what) {
    case 'checkpoint':
      // An unknown name is dropped without a word.
      if (findFakeCheckpoint(process.checkpoints, data[0]) !== undefined)
        process.options['sd_model_checkpoint'] = data[0];
      return [];
    case 'modules':
      process.options['forge_additional_modules'] = data[0];
      return [];
    case 'interrupt':
      process.state.interrupted = true;
      return [];
    case 'refresh':
      process.listedModules = [...process.modules];
      return [toUpdate(process.checkpoints.map(({ file }) => file)), toUpdate(process.listedModules)];
    case 'generate':
      return data.length < inputs.length ? 'failed' : generate(data, inputs, process, disk);
    case 'other':
      return 'failed';
  }
}

const toUpdate = (names: readonly string[]): object => ({
  choices: names.map((name) => [name, name]),
  __type__: 'update',
});

async function generate(
  data: readonly unknown[],
  names: readonly string[],
  process: FakeProcess,
  disk: FakeDisk,
): Promise<FakeOutput> {
  const isImg2img = names.includes('img2img_prompt');
  const form = Object.fromEntries(names.map((name, index) => [name.replace(/^\w{3}2img_/, ''), data[index]]));
  const clipSkip = ((form['override_settings'] as string[] | null) ?? []).map((text) =>
    Number(text.replace('Clip skip: ', '')),
  );
  const request = readFakeTxt2img(
    {
      ...form,
      negative_prompt: form['neg_prompt'],
      sampler_name: form['sampling'],
      n_iter: form['batch_count'],
      enable_hr: form['hr-checkbox'],
      hr_second_pass_steps: form['hires_steps'],
      hr_additional_modules: form['hr_vae_te'],
      hr_upscaler: form['hr_upscaler'] ?? LATENT_MODES[0],
      override_settings: clipSkip.length === 0 ? {} : { CLIP_stop_at_last_layers: clipSkip[0] },
      save_images: true,
      ...(form['subseed_show'] !== true && { subseed: -1, subseed_strength: 0 }),
      ...(isImg2img && readPictures(data, names, disk)),
    },
    process.variant,
  );
  const taskId = /^task\([^)]*\)$/.test(String(data[0])) ? String(data[0]) : 'untracked';
  try {
    if (isImg2img) requireInputs(request, form);
    const { pictures, info } = await process.txt2img(request, { id: taskId, label: taskId });
    const gallery = pictures.map((picture) => ({ image: toFileData(save(picture, disk)), caption: null }));
    return [gallery, info, '<p>done</p>', ''];
  } catch (error) {
    if (!(error instanceof FakePythonError)) throw error;
    // The web UI's wrapper, unlike the REST API's, ends the task of a job that failed.
    process.currentTask = undefined;
    return [
      [],
      '',
      '',
      `<div class='error'>${error.type}: ${escapeHtml(error.message)}</div><div class='performance'></div>`,
    ];
  }
}

/** The open tab's pictures in base64: a canvas holds a data URL, the tab for uploads the paths of files. */
function readPictures(data: readonly unknown[], names: readonly string[], disk: FakeDisk): object {
  const [, tab] = data;
  const of = (name: string) => data[names.indexOf(name)];
  const onDisk = (name: string) =>
    disk.get((of(name) as { path: string } | null)?.path ?? '')?.toString('base64');
  if (tab === 4) return { init_images: [onDisk('img_inpaint_base')], mask: onDisk('img_inpaint_mask') };
  const [, base64] = /^data:image\/png;base64,(.*)$/.exec(String(of('background'))) ?? [];
  return { init_images: [base64] };
}

/** A form without a picture, or with a choice that it does not have, is an exception in the midst of a job. */
function requireInputs({ init_images: images }: FakeTxt2img, form: Record<string, unknown>): void {
  if (images?.[0] === undefined)
    throw new FakePythonError('AttributeError', "'NoneType' object has no attribute 'mode'");
  const isKnown =
    RESIZE_MODES.includes(String(form['resize_mode'])) &&
    MASKED_CONTENTS.includes(String(form['inpainting_fill']));
  if (!isKnown) throw new FakePythonError('ValueError', 'Value is not in the list of choices');
}

function save(picture: Buffer, disk: FakeDisk): string {
  const path = `${OUTPUT_FOLDER}/${String(disk.size).padStart(5, '0')}.png`;
  disk.set(path, picture);
  return path;
}

function toFileData(path: string): object {
  const url = `http://behind-a-proxy.invalid/file=${path}`;
  return {
    path,
    url,
    size: null,
    orig_name: null,
    mime_type: null,
    is_stream: false,
    meta: { _type: 'gradio.FileData' },
  };
}
