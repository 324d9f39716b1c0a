import { randomUUID } from 'node:crypto';
import { LATENT_MODES, MODULES, SAMPLER_NAMES, SCHEDULERS, STYLES, UPSCALERS } from './fake-listings.js';
import type { FakeProcess } from './fake-process.js';

/** How the web UI of a fake server is put together: ids and places differ between versions and set-ups. */
export interface FakeUiOptions {
  /** Number of extensions that listen to Generate as well. Default 3. */
  readonly extensions?: number;
  /** First id of a component. Default 5. */
  readonly firstId?: number;
  /** Without names, as after a change of the server's code. Default true. */
  readonly apiNames?: boolean;
  /** Version of Gradio. Default 4.40.0. */
  readonly version?: string;
  /** Whether its img2img is one that is known. Default true. */
  readonly img2img?: boolean;
}

/** What a function of the web UI does. */
type FakeFunction = 'checkpoint' | 'modules' | 'interrupt' | 'refresh' | 'generate' | 'other';

export const RESIZE_MODES = ['Just resize', 'Crop and resize', 'Resize and fill'];
export const MASKED_CONTENTS = ['fill', 'original', 'latent noise', 'latent nothing'];

/** The configuration with what the fake itself needs of it. */
export interface FakeUi {
  readonly config: object;
  /** By fn_index. */
  readonly functions: readonly {
    readonly what: FakeFunction;
    readonly apiName: string | null;
    readonly inputs: readonly string[];
  }[];
}

interface Element {
  readonly type: string;
  readonly elemId?: string;
  readonly value?: unknown;
  readonly choices?: readonly string[];
  readonly props?: { readonly label?: string; readonly [name: string]: unknown };
}

const element = (type: string, elemId: string, value: unknown, choices?: readonly string[]): Element => ({
  type,
  elemId,
  value,
  ...(choices === undefined ? {} : { choices }),
});

/** The inputs of Generate in the order of Forge's head, the task id first. */
function generateInputs(): readonly Element[] {
  const labels = SCHEDULERS.map(([, label]) => label);
  return [
    { type: 'textbox', props: { visible: false } },
    element('textbox', 'txt2img_prompt', ''),
    element('textbox', 'txt2img_neg_prompt', ''),
    element(
      'dropdown',
      'txt2img_styles',
      [],
      STYLES.map(({ name }) => name),
    ),
    element('slider', 'txt2img_batch_count', 1),
    element('slider', 'txt2img_batch_size', 1),
    element('slider', 'txt2img_cfg_scale', 7),
    element('slider', 'txt2img_distilled_cfg_scale', 3.5),
    element('slider', 'txt2img_height', 640),
    element('slider', 'txt2img_width', 512),
    element('checkbox', 'txt2img_hr-checkbox', false),
    element('slider', 'txt2img_denoising_strength', 0.7),
    element('slider', 'txt2img_hr_scale', 2),
    element('dropdown', 'txt2img_hr_upscaler', 'Latent', [...LATENT_MODES, ...UPSCALERS]),
    element('slider', 'txt2img_hires_steps', 0),
    element('dropdown', 'hr_vae_te', ['Use same choices'], ['Use same choices', ...MODULES]),
    element('slider', 'txt2img_hr_cfg', 7),
    element('dropdown', 'txt2img_override_settings', null, []),
    element('dropdown', 'script_list', 'None', ['None', 'X/Y/Z plot']),
    element('slider', 'txt2img_steps', 20),
    element('dropdown', 'txt2img_sampling', 'DPM++ 2M', SAMPLER_NAMES),
    element('dropdown', 'txt2img_scheduler', 'Automatic', labels),
    element('dropdown', 'txt2img_checkpoint', '', ['']),
    element('number', 'txt2img_seed', -1),
    element('checkbox', 'txt2img_subseed_show', false),
    element('number', 'txt2img_subseed', -1),
    element('slider', 'txt2img_subseed_strength', 0),
    { type: 'state', value: { input_mode: 'simple' } },
    { type: 'checkbox', value: false },
  ];
}

const canvas = (name: string): Element => ({
  type: 'textbox',
  elemId: `uuid_${randomUUID().replaceAll('-', '')}`,
  props: { label: name, elem_classes: [`logical_image_${name}`] },
});
const radio = (elemId: string, choices: readonly string[]): Element =>
  element('radio', elemId, choices[0], choices);

/** What the tabs of img2img have of their own: canvases, whose ids are drawn at each start, and the uploaded mask. */
function pictureInputs(): readonly Element[] {
  return [
    canvas('background'),
    canvas('background'),
    canvas('foreground'),
    element('image', 'img_inpaint_base', null),
    element('image', 'img_inpaint_mask', null),
    element('slider', 'img2img_mask_blur', 4),
    element('slider', 'img2img_mask_alpha', 0),
    radio('img2img_inpainting_fill', MASKED_CONTENTS),
    element('slider', 'img2img_denoising_strength', 0.75),
    { type: 'number', value: 0 },
    radio('resize_mode', RESIZE_MODES),
    radio('img2img_inpaint_full_res', ['Whole picture', 'Only masked']),
    element('slider', 'img2img_inpaint_full_res_padding', 32),
    radio('img2img_mask_mode', ['Inpaint masked', 'Inpaint not masked']),
    element('checkbox', 'soft_inpainting_enabled-checkbox', false),
  ];
}

/** The inputs of img2img's Generate: the tab's number behind the task id. */
function img2imgInputs(): readonly Element[] {
  const isShared = ({ elemId = '' }: Element) => !/hr[_-]|hires|denoising/.test(elemId);
  const [taskId, ...others] = generateInputs().filter(isShared);
  const ours = others.map(({ elemId, ...rest }) =>
    elemId === undefined ? rest : { ...rest, elemId: elemId.replace('txt2img', 'img2img') },
  );
  return [taskId!, { type: 'number', value: 0 }, ...ours.slice(0, 3), ...pictureInputs(), ...ours.slice(3)];
}

/** Puts the web UI together. */
export function buildFakeUi(process: FakeProcess, options: FakeUiOptions): FakeUi {
  const { extensions = 3, firstId = 5, apiNames = true, version = '4.40.0', img2img = true } = options;
  const components: object[] = [];
  const add = ({ type, elemId, value, choices, props }: Element): number => {
    const id = firstId + components.length;
    const pairs = choices?.map((choice) => [choice, choice]);
    components.push({
      id,
      type,
      props: { elem_id: elemId, value, choices: pairs, ...props },
      skip_api: false,
    });
    return id;
  };
  const dependencies: object[] = [];
  const functions: FakeUi['functions'][number][] = [];
  const connect = (
    what: FakeFunction,
    apiName: string | false,
    [target, event]: readonly [number, string],
    {
      inputs = [],
      outputs = [],
      queue = true,
      names = [],
    }: { inputs?: number[]; outputs?: number[]; queue?: boolean; names?: string[] } = {},
  ): void => {
    const name = apiNames ? apiName : false;
    const id = dependencies.length;
    dependencies.push({
      id,
      targets: [[target, event]],
      inputs,
      outputs,
      backend_fn: true,
      js: null,
      queue,
      api_name: name,
    });
    functions.push({ what, apiName: name === false ? null : name, inputs: names });
  };
  const files = process.checkpoints.map(({ file }) => file);
  const generate = add({ type: 'button', elemId: 'txt2img_generate' });
  const interrupt = add({ type: 'button', elemId: 'txt2img_interrupt' });
  const refiner = add({
    type: 'dropdown',
    choices: files,
    props: { label: 'Checkpoint', elem_classes: ['gradio-dropdown'] },
  });
  const checkpoint = add({
    type: 'dropdown',
    value: files[0],
    choices: files,
    props: { label: 'Checkpoint', elem_classes: ['gradio-dropdown', 'model_selection'] },
  });
  const modules = add({
    type: 'dropdown',
    value: [],
    choices: MODULES,
    props: { label: 'VAE / Text Encoder', multiselect: true },
  });
  const elements = generateInputs();
  const inputs = elements.map(add);
  const names = elements.map(({ elemId }) => elemId ?? '');
  const outputs = [
    add(element('gallery', 'txt2img_gallery', null)),
    add(element('textbox', 'generation_info_txt2img', null)),
    add(element('html', 'html_info_txt2img', null)),
    add(element('html', 'html_log_txt2img', null)),
  ];
  connect('other', 'refiner_change', [refiner, 'change'], { inputs: [refiner] });
  connect('checkpoint', 'checkpoint_change', [checkpoint, 'change'], { inputs: [checkpoint] });
  connect('modules', 'modules_change', [modules, 'change'], { inputs: [modules], queue: false });
  connect('interrupt', 'interrupt_function', [interrupt, 'click']);
  for (let unit = 0; unit < extensions; unit++)
    connect('other', `ControlNetUnit_${unit}`, [generate, 'click'], {
      inputs: [inputs[1]!],
      outputs: [inputs.at(-2)!],
    });
  connect('generate', 'txt2img', [inputs[1]!, 'submit'], { inputs, outputs, names });
  connect('generate', 'txt2img_1', [generate, 'click'], { inputs, outputs, names });
  if (img2img) {
    const start = add({ type: 'button', elemId: 'img2img_generate' });
    const parts = img2imgInputs();
    const gallery = add(element('gallery', 'img2img_gallery', null));
    connect('generate', 'img2img_1', [start, 'click'], {
      inputs: parts.map(add),
      outputs: [gallery, ...outputs.slice(1)],
      names: parts.map(({ elemId, props }) => props?.label ?? elemId ?? ''),
    });
  }
  connect('other', 'txt2img_upscale', [outputs[0]!, 'click'], { inputs, outputs });
  const refresh = add({ type: 'button', elemId: 'forge_refresh_checkpoint' });
  const found = { outputs: [checkpoint, modules], queue: false };
  connect('refresh', 'gr_refresh_models', [refresh, 'click'], found);
  return {
    config: { version, protocol: 'sse_v3', components, dependencies, root: 'http://behind-a-proxy.invalid' },
    functions,
  };
}
