import type { OptionSchema } from '@cyberimage/core';

type Fields = Readonly<Record<string, unknown>>;

/** Words of flat requests that are not among the product's own aliases. */
const FLAT_NAMES: Readonly<Record<string, string>> = {
  positive_prompt: 'prompt',
  scheduler_name: 'scheduler',
};

/** How many pictures, in web UIs' words: so many times so many. */
const COUNTS = ['batch_size', 'batch_count', 'n_iter'] as const;

/** Where pictures go and how they travel is the studio's own affair. */
const TRANSPORT = ['save_images', 'send_images', 'do_not_save_samples', 'do_not_save_grid'];

/**
 * Values with which a field has no effect, as programs send them that send everything. Other values are
 * refused by name where the model does not take the field: the picture would be another one.
 */
const WITHOUT_EFFECT: Readonly<Record<string, readonly unknown[]>> = {
  restore_faces: [false],
  tiling: [false],
  hr_resize_x: [0],
  hr_resize_y: [0],
  subseed: [-1],
  subseed_strength: [0],
  seed_resize_from_h: [-1, 0],
  seed_resize_from_w: [-1, 0],
};

/**
 * Parameters as flat requests to web UIs have them, in the studio's words.
 *
 * @param options of the model that is asked for: its own names come first
 */
export function readFlatParameters(given: Fields, options: OptionSchema): Fields {
  const fields = Object.entries(given).flatMap(([name, value]): [string, unknown][] => {
    if (TRANSPORT.includes(name) || (COUNTS as readonly string[]).includes(name)) return [];
    if (!(name in options) && WITHOUT_EFFECT[name]?.includes(value) === true) return [];
    if (name === 'styles') return readStyles(value, options);
    if (name === 'clip_skip') return [[name, readClipSkip(value)]];
    return [[FLAT_NAMES[name] ?? name, value]];
  });
  return { ...Object.fromEntries(fields), ...readCount(given) };
}

/** One style of the server's own is its `style`; others are the studio's. */
function readStyles(value: unknown, { style }: OptionSchema): [string, unknown][] {
  const names = Array.isArray(value) ? (value as unknown[]) : [value];
  const isOwn = style?.type === 'choice' && style.choices.some((choice) => choice.value === names[0]);
  if (names.length === 1 && isOwn) return [['style', names[0]]];
  return names.length === 0 ? [] : [['styles', value]];
}

/** Web UIs count the last layer, which is never left out: their 1 is diffusers' 0. Some send 0 for the same. */
function readClipSkip(value: unknown): unknown {
  return typeof value === 'number' ? Math.max(0, value - 1) : value;
}

/** What is no number is left for the check of the parameters, which says so. */
function readCount(given: Fields): Fields {
  const counts = COUNTS.map((name) => given[name]).filter((value) => value !== undefined && value !== null);
  if (counts.length === 0) return {};
  const odd = counts.find((value) => typeof value !== 'number');
  return { num_images: odd ?? counts.reduce((product: number, value) => product * Number(value), 1) };
}
