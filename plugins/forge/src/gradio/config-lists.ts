import { asNumber, asTexts } from '../http/read-json.js';
import { readCheckpoint } from '../models/checkpoint.js';
import { isStyle, type NamedChoice, type ServerLists } from '../models/server-lists.js';
import type { GradioFunctions } from './gradio-config.js';

/** What the web UI's refresh button found. */
export interface FreshChoices {
  readonly checkpoints: readonly string[];
  readonly modules: readonly string[];
}

/**
 * What the server offers, read from the choices of its web UI.
 *
 * @param fresh newer than the form, which stays as it was at the server's start
 */
export function configLists(
  { txt2img, img2img, checkpoint, modules }: GradioFunctions,
  fresh?: FreshChoices,
): ServerLists {
  const element = (elemId: string) => txt2img.inputs.find((input) => input.elemId === elemId);
  const choices = (elemId: string) => element(elemId)?.choices ?? [];
  const value = (elemId: string) => asNumber(element(elemId)?.value);
  return {
    checkpoints: (fresh?.checkpoints ?? checkpoint.inputs[0]!.choices).map((title) => readCheckpoint(title)),
    samplers: choices('txt2img_sampling').map(toNamed),
    schedulers: choices('txt2img_scheduler').map(toNamed),
    upscalers: choices('txt2img_hr_upscaler'),
    styles: choices('txt2img_styles').filter(isStyle),
    loras: undefined,
    modules: modules && (fresh?.modules ?? modules.inputs[0]?.choices),
    vaes: undefined,
    takesPictures: img2img !== undefined,
    defaults: {
      width: value('txt2img_width') ?? 512,
      height: value('txt2img_height') ?? 512,
      guidanceScale: value('txt2img_cfg_scale') ?? 7,
      clipSkip: element('txt2img_override_settings') === undefined ? undefined : 1,
      modules: asTexts(modules?.inputs[0]?.value),
    },
  };
}

const toNamed = (value: string): NamedChoice => ({ value, aliases: [] });
