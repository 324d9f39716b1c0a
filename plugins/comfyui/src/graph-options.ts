import type {
  ChoiceOption,
  ImageOption,
  NumberOption,
  OptionSchema,
  OptionSpec,
  TextOption,
} from '@cyberimage/core';
import type { GraphTemplate, NamedInput } from './graph-template.js';
import { inputChoices, inputInfo, type InputInfo, type NodeInfo } from './node-info.js';
import { SAMPLER_ALIASES } from './sampler-aliases.js';

const LONGEST_TEXT = 10_000;
/** Of a number whose node gives no bound. */
const WIDEST = 1_000_000;

/** How the usual parameters are shown, and bounds within what nodes allow (10,000 steps, 16,384 pixels). */
const USUAL: Readonly<Record<string, { label: string; min?: number; max?: number; unit?: string }>> = {
  prompt: { label: 'Prompt' },
  negative_prompt: { label: 'Negative prompt' },
  image: { label: 'Picture' },
  mask: { label: 'Mask' },
  strength: { label: 'Denoising strength' },
  steps: { label: 'Steps', max: 150 },
  guidance_scale: { label: 'Guidance', max: 30 },
  width: { label: 'Width', min: 64, max: 4096, unit: 'px' },
  height: { label: 'Height', min: 64, max: 4096, unit: 'px' },
  sampler: { label: 'Sampler' },
  scheduler: { label: 'Schedule type' },
  seed: { label: 'Seed' },
};

/**
 * The parameters that a graph takes: one per name in it, with the range or choices of the node's input
 * that it stands for. Usual ones come first.
 *
 * @param nodes by class, for every class of the graph
 */
export function graphOptions(
  template: GraphTemplate,
  nodes: ReadonlyMap<string, NodeInfo>,
  maxImages: number,
): OptionSchema {
  const found = template.inputs.map(({ name }) => name).filter((name) => name !== 'model');
  const names = new Set([...Object.keys(USUAL).filter((name) => found.includes(name)), ...found]);
  const options: Record<string, OptionSpec> = {};
  for (const name of names) {
    const places = template.inputs.filter((input) => input.name === name);
    const place = places.find(({ isWhole }) => isWhole) ?? places[0];
    if (place !== undefined)
      options[name] = optionFor(place, inputInfo(nodes.get(place.classType), place.input), names);
  }
  options['num_images'] = { type: 'integer', label: 'Count', min: 1, max: maxImages, step: 1, default: 1 };
  return options;
}

function optionFor(place: NamedInput, info: InputInfo | undefined, names: ReadonlySet<string>): OptionSpec {
  const { name } = place;
  const usual = USUAL[name];
  const base = { label: usual?.label ?? labelOf(name), ...(usual ? {} : { group: 'advanced' as const }) };
  if (name === 'seed') return { ...base, type: 'seed', default: -1 };
  if (info === undefined || !place.isWhole) return { ...base, ...text(place, info) };
  if (info[1]?.image_upload === true) return { ...base, ...picture(place, names) };
  const choices = inputChoices(info);
  if (choices !== undefined) return { ...base, ...choice(place, info, choices) };
  const [type, details] = info;
  if (type === 'INT' || type === 'FLOAT') return { ...base, ...number(place, info) };
  if (type === 'BOOLEAN') {
    const isOn = place.default === undefined ? details?.default === true : place.default === 'true';
    return { ...base, type: 'boolean', default: isOn };
  }
  return { ...base, ...text(place, info) };
}

/** A picture that is sent along; the files that lie on the server are nobody's choice here. */
function picture({ name, classType }: NamedInput, names: ReadonlySet<string>): Omit<ImageOption, 'label'> {
  const isMask = /(^|_)mask$/.test(name) || classType === 'LoadImageMask';
  const lies = isMask && names.has('image');
  return { type: 'image', role: isMask ? 'mask' : 'picture', default: '', ...(lies ? { of: 'image' } : {}) };
}

function text(place: NamedInput, info: InputInfo | undefined): Omit<TextOption, 'label'> {
  // A node's own default text is an example ("a photo of a cat"), not a prompt that anybody asked for.
  const isPrompt = place.name === 'prompt' || place.name === 'negative_prompt';
  const fallback = isPrompt || !place.isWhole ? '' : String(info?.[1]?.default ?? '');
  return {
    type: 'text',
    maxLength: LONGEST_TEXT,
    default: place.default ?? fallback,
    ...(place.name === 'prompt' ? { required: true } : {}),
  };
}

function choice(place: NamedInput, info: InputInfo, values: readonly string[]): Omit<ChoiceOption, 'label'> {
  const wanted = [place.default, info[1]?.default].find((value) => values.includes(String(value)));
  const aliases = place.name === 'sampler' ? SAMPLER_ALIASES : {};
  return {
    type: 'choice',
    choices: [...new Set(values)].map((value) => {
      const others = aliases[value];
      return { value, label: value, ...(others === undefined ? {} : { aliases: others }) };
    }),
    default: String(wanted ?? values[0] ?? ''),
  };
}

function number(place: NamedInput, [type, details = {}]: InputInfo): Omit<NumberOption, 'label'> {
  const usual = USUAL[place.name];
  const min = Math.max(details.min ?? 0, usual?.min ?? -Infinity);
  const max = Math.max(min, Math.min(details.max ?? WIDEST, usual?.max ?? Infinity));
  const wanted = Number(place.default ?? details.default);
  const fallback = Number.isFinite(wanted) ? wanted : min;
  return {
    type: type === 'INT' ? 'integer' : 'number',
    min,
    max,
    step: details.step ?? (type === 'INT' ? 1 : 0.01),
    default: Math.min(max, Math.max(min, fallback)),
    ...(usual?.unit === undefined ? {} : { unit: usual.unit }),
  };
}

function labelOf(name: string): string {
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
