import { BackendError } from '@cyberimage/core';
import { asRecord, asRecords, asText, asTexts } from '../http/read-json.js';

/** An element of the web UI that a function takes as an input. */
export interface GradioComponent {
  readonly id: number;
  readonly type: string;
  readonly elemId: string | undefined;
  readonly label: string | undefined;
  readonly classes: readonly string[];
  readonly multiselect: boolean;
  /** What the form begins with; null where there is nothing. */
  readonly value: unknown;
  /** The values of a dropdown's choices. */
  readonly choices: readonly string[];
}

/** A function of the web UI with the element that calls it. */
export interface GradioFunction {
  readonly index: number;
  readonly apiName: string | undefined;
  readonly triggerId: number;
  readonly inputs: readonly GradioComponent[];
}

/** The functions that a picture needs. */
export interface GradioFunctions {
  readonly txt2img: GradioFunction;
  readonly img2img: GradioFunction | undefined;
  readonly checkpoint: GradioFunction;
  /** Forge's VAE and text encoder choice. */
  readonly modules: GradioFunction | undefined;
  readonly interrupt: GradioFunction | undefined;
  /** Forge's own button: looks for new files, and returns the choices of checkpoints and modules. */
  readonly refresh: GradioFunction | undefined;
}

interface Dependency {
  readonly index: number;
  readonly apiName: string | undefined;
  readonly targets: readonly { readonly component: GradioComponent; readonly event: string }[];
  readonly inputs: readonly (GradioComponent | undefined)[];
  readonly outputs: readonly (GradioComponent | undefined)[];
}

/**
 * Finds the functions in `/config` by what calls them and what they write to. Indexes and ids shift with
 * the server's version, its extensions and settings: a fixed index once meant Generate and now means
 * something else.
 *
 * @throws BackendError when the web UI is of another make
 */
export function resolveFunctions(config: unknown): GradioFunctions {
  const top = asRecord(config);
  const version = asText(top['version']) ?? 'unknown';
  if (!version.startsWith('4.')) {
    const message = `the web UI is made with Gradio ${version}, of which only 4 is spoken here; start the server with --api`;
    throw new BackendError('unavailable', message, { retryable: false });
  }
  const components = new Map(
    asRecords(top['components']).map((row) => [Number(row['id']), readComponent(row)]),
  );
  const dependencies = asRecords(top['dependencies'])
    .filter((row) => row['backend_fn'] === true)
    .map((row) => readDependency(row, components));
  const find = (apiName: string, isIt: (dependency: Dependency) => boolean): GradioFunction | undefined => {
    const fits = dependencies.filter(isIt);
    const best = fits.find((dependency) => dependency.apiName === apiName) ?? fits[0];
    return best === undefined ? undefined : toFunction(best);
  };
  const txt2img = find('txt2img_1', isGenerate('txt2img'));
  const img2img = find('img2img_1', isGenerate('img2img'));
  const checkpoint = find('checkpoint_change', (dependency) => {
    const input = changedInput(dependency);
    return input?.label === 'Checkpoint' && input.classes.includes('model_selection');
  });
  if (txt2img === undefined || checkpoint === undefined) {
    const missing = txt2img === undefined ? 'Generate button' : 'checkpoint choice';
    const message = `the web UI has no ${missing} of the kind that is known here; start the server with --api`;
    throw new BackendError('unavailable', message, { retryable: false });
  }
  const modules = find('modules_change', (dependency) => {
    const input = changedInput(dependency);
    return dependency.apiName === 'modules_change' && input?.multiselect === true;
  });
  const interrupt = find('interrupt_function', ({ targets, inputs }) => {
    const isStop = targets.some(({ component }) => component.elemId === 'txt2img_interrupt');
    return isStop && inputs.length === 0;
  });
  const refresh = find('gr_refresh_models', ({ targets, outputs }) => {
    const isPressed = targets.some(
      ({ component, event }) => component.elemId === 'forge_refresh_checkpoint' && event === 'click',
    );
    return isPressed && outputs[0]?.id === checkpoint.triggerId;
  });
  return { txt2img, img2img, checkpoint, modules, interrupt, refresh };
}

/** Extensions listen to the button too: only Generate itself fills the gallery. */
function isGenerate(tab: 'txt2img' | 'img2img'): (dependency: Dependency) => boolean {
  return ({ targets, outputs }) => {
    const isClicked = targets.some(
      ({ component, event }) => component.elemId === `${tab}_generate` && event === 'click',
    );
    return isClicked && outputs[0]?.elemId === `${tab}_gallery`;
  };
}

/** The one input of a function that its own change calls. */
function changedInput({ targets, inputs }: Dependency): GradioComponent | undefined {
  const [target] = targets;
  const isOwn = target?.event === 'change' && inputs.length === 1 && inputs[0]?.id === target.component.id;
  return isOwn ? target.component : undefined;
}

function toFunction({ index, apiName, targets, inputs }: Dependency): GradioFunction {
  const known = inputs.filter((input) => input !== undefined);
  return { index, apiName, triggerId: targets[0]!.component.id, inputs: known };
}

function readComponent(row: Readonly<Record<string, unknown>>): GradioComponent {
  const props = asRecord(row['props']);
  return {
    id: Number(row['id']),
    type: asText(row['type']) ?? '',
    elemId: asText(props['elem_id']),
    label: asText(props['label']),
    classes: asTexts(props['elem_classes']),
    multiselect: props['multiselect'] === true,
    value: props['value'] ?? null,
    choices: readChoices(props['choices']),
  };
}

/** The values of choices, each of which stands alone or behind its label. */
export function readChoices(choices: unknown): readonly string[] {
  const rows = Array.isArray(choices) ? (choices as unknown[]) : [];
  return rows.flatMap((choice) => asText(Array.isArray(choice) ? choice[1] : choice) ?? []);
}

function readDependency(
  row: Readonly<Record<string, unknown>>,
  components: ReadonlyMap<number, GradioComponent>,
): Dependency {
  const resolve = (ids: unknown) => (Array.isArray(ids) ? ids.map((id) => components.get(Number(id))) : []);
  const targets = Array.isArray(row['targets']) ? (row['targets'] as unknown[]) : [];
  return {
    index: Number(row['id']),
    apiName: asText(row['api_name']),
    targets: targets.flatMap((target) => {
      const [id, event] = Array.isArray(target) ? (target as unknown[]) : [];
      const component = components.get(Number(id ?? NaN));
      return component === undefined ? [] : [{ component, event: asText(event) ?? '' }];
    }),
    inputs: resolve(row['inputs']),
    outputs: resolve(row['outputs']),
  };
}
