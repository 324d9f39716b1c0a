import type {
  BackendLog,
  Choice,
  ChoiceOption,
  ModelLine,
  NumberOption,
  OptionSchema,
} from '@cyberimage/core';
import { ownSampler } from '../../schedulers/choose-sampling.js';
import type { SamplerKind } from '../../schedulers/sampler-kind.js';
import { AUTOMATIC_SCHEDULE, SCHEDULE_TYPES } from '../../schedulers/schedule-types.js';
import type { ModelFacts } from '../model-facts.js';
import { CONVENTION, EMPHASIS, MAX_PROMPT_LENGTH, VARIATION_OPTIONS } from './advanced-options.js';
import type { PipelineFamily } from '../pipeline-family.js';
import type { FamilyDefaults, NumberRange } from './family-defaults.js';
import { finePictureOptions, pictureOptions } from './picture-options.js';
import { sizeOption } from './size-option.js';
import { stepsOption } from './steps-option.js';

/** Largest `num_images`. */
export const MAX_IMAGES = 8;

/**
 * The parameters of a model, from its files, its family and its line in `.env`. The line's options may set
 * `fixed_steps` or `steps`, and the defaults of `guidance_scale` (a number), `sampler` (a name or alias),
 * `width` and `height` (pixels); an option that does not fit the model is left out with a warning.
 *
 * @param log where to warn
 */
export function buildOptionSchema(
  facts: ModelFacts,
  family: FamilyDefaults & Pick<PipelineFamily, 'pictures'>,
  line: ModelLine,
  log: BackendLog,
): OptionSchema {
  const preferences = new LinePreferences(line, log);
  const { takesNegativePrompt, pictures } = family;
  return {
    prompt: {
      type: 'text',
      label: 'Prompt',
      description: 'What the picture shows.',
      maxLength: MAX_PROMPT_LENGTH,
      default: '',
      required: true,
    },
    ...(takesNegativePrompt && {
      negative_prompt: {
        type: 'text',
        label: 'Negative prompt',
        description: `What the picture should not show. Works through ${family.negativePromptScale ?? 'guidance'}: at a scale of 1 it has no effect.`,
        maxLength: MAX_PROMPT_LENGTH,
        default: '',
      },
    }),
    ...(facts.hasEncoder && pictureOptions(pictures)),
    steps: stepsOption(line.steps, family.steps),
    guidance_scale: guidanceOption(family.guidanceScale, preferences),
    width: sizeOption('width', facts, preferences.number('width')),
    height: sizeOption('height', facts, preferences.number('height')),
    seed: {
      type: 'seed',
      label: 'Seed',
      description: 'The same seed gives the same picture; −1 takes a new one.',
      default: -1,
    },
    num_images: {
      type: 'integer',
      label: 'Pictures',
      description: 'Picture i gets seed + i.',
      min: 1,
      max: MAX_IMAGES,
      step: 1,
      default: 1,
    },
    sampler: samplerOption(facts, family.samplers, preferences),
    scheduler: scheduleOption(family.samplers),
    convention: CONVENTION,
    emphasis: EMPHASIS,
    ...VARIATION_OPTIONS,
    ...(facts.hasEncoder && finePictureOptions(pictures)),
    ...family.options,
  };
}

function guidanceOption(range: NumberRange, preferences: LinePreferences): NumberOption {
  const { min, max, default: byDefault } = range;
  const preferred = preferences.number('guidance_scale', (value) => value >= min && value <= max);
  return {
    type: 'number',
    label: 'Guidance',
    description:
      max === 0
        ? 'This model works without guidance.'
        : 'How closely the picture follows the prompt: low is free, high is strict.',
    min,
    max,
    step: 0.1,
    default: preferred ?? byDefault,
  };
}

function samplerOption(
  facts: ModelFacts,
  kinds: readonly SamplerKind[],
  preferences: LinePreferences,
): ChoiceOption {
  const choices: readonly Choice[] = kinds.map(({ name, aliases }) => ({
    value: name,
    label: name,
    aliases,
  }));
  const preferred = preferences.choice('sampler', choices);
  return {
    type: 'choice',
    label: 'Sampler',
    description: 'The method that takes the noise away.',
    group: 'advanced',
    choices,
    default: preferred ?? ownSampler(facts.schedulerConfig, kinds)?.name ?? '',
  };
}

function scheduleOption(kinds: readonly SamplerKind[]): ChoiceOption {
  const types = SCHEDULE_TYPES.filter((type) => kinds.some((kind) => type.appliesTo(kind)));
  return {
    type: 'choice',
    label: 'Schedule type',
    description: 'How the noise levels are spread over the steps; not every sampler takes every type.',
    group: 'advanced',
    choices: types.map(({ value, label, aliases }) => ({ value, label, aliases })),
    default: AUTOMATIC_SCHEDULE.value,
  };
}

/** The defaults that a model line names. */
class LinePreferences {
  readonly #line: ModelLine;
  readonly #log: BackendLog;

  constructor(line: ModelLine, log: BackendLog) {
    this.#line = line;
    this.#log = log;
  }

  number(key: string, fits: (value: number) => boolean = (value) => value > 0): number | undefined {
    const value = this.#line.options[key];
    if (value === undefined || (typeof value === 'number' && fits(value))) return value;
    this.#warn(key);
    return undefined;
  }

  choice(key: string, choices: readonly Choice[]): string | undefined {
    const value = this.#line.options[key];
    if (value === undefined) return undefined;
    const wanted = typeof value === 'string' ? value.toLowerCase() : undefined;
    const choice = choices.find(({ value: name, aliases = [] }) =>
      [name, ...aliases].some((candidate) => candidate.toLowerCase() === wanted),
    );
    if (choice === undefined) this.#warn(key);
    return choice?.value;
  }

  #warn(key: string): void {
    const value = JSON.stringify(this.#line.options[key]);
    this.#log('warn', `${this.#line.key}: the option ${key} is ${value}, which this model does not take`);
  }
}
