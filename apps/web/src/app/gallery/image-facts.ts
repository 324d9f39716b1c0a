import type { Image } from '../api/generated/models/image';
import type { Model } from '../api/generated/models/model';
import { inputUrl, isInputId } from '../api/input-store';
import { parseLoras } from '../api/lora-rows';
import type { OptionValue } from '../api/option-value';
import { formatBytes } from '../ui/format/bytes';
import { formatDateTime } from '../ui/format/date';
import { formatElapsed } from '../ui/format/duration';
import { fieldName } from '../ui/format/field-name';

export interface InputFact {
  readonly label: string;
  readonly url: string;
}

export interface Fact {
  readonly label: string;
  readonly value: string;
}

/** What the file is: when, how large, how long it took. */
export function fileFacts(image: Image, model: Model | undefined): readonly Fact[] {
  const seconds = image.generation_seconds;
  return [
    { label: $localize`Made`, value: formatDateTime(image.created_at) },
    { label: $localize`Model`, value: model?.label ?? image.model },
    { label: $localize`Picture`, value: `${image.width} × ${image.height} px · ${formatBytes(image.bytes)}` },
    ...(seconds === null ? [] : [{ label: $localize`Time taken`, value: formatElapsed(seconds) }]),
  ];
}

/** Every setting but the prompts and what was left empty, in the order and words of the model's form where the model is still there. */
export function settingFacts(image: Image, model: Model | undefined): readonly Fact[] {
  const schema = model?.options ?? {};
  const values: Readonly<Record<string, unknown>> = { ...image.parameters, seed: image.seed ?? undefined };
  const shown = ['model', 'prompt', 'negative_prompt'];
  const known = Object.keys(schema).filter((name) => name in values);
  const others = Object.keys(values).filter((name) => !(name in schema));
  return [...known, ...others]
    .filter((name) => !shown.includes(name) && isScalar(values[name]) && values[name] !== '')
    .filter((name) => schema[name]?.type !== 'image' && !isInputId(values[name]))
    .map((name) => ({
      label: schema[name]?.label ?? fieldName(name),
      value: valueText(schema[name], values[name]),
    }));
}

/** The pictures that it was made from. */
export function inputFacts(image: Image, model: Model | undefined): readonly InputFact[] {
  return Object.entries(image.parameters).flatMap(([name, value]) =>
    isInputId(value) ? [{ label: model?.options[name]?.label ?? fieldName(name), url: inputUrl(value) }] : [],
  );
}

function isScalar(value: unknown): value is OptionValue {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function valueText(spec: Model['options'][string] | undefined, value: unknown): string {
  if (spec?.type === 'choice') {
    return spec.choices.find((choice) => choice.value === value)?.label ?? String(value);
  }
  if (spec?.type === 'loras') {
    return parseLoras(String(value))
      .map(({ name, weight }) => `${name} ${weight}`)
      .join(', ');
  }
  if (typeof value === 'boolean') return value ? $localize`On` : $localize`Off`;
  const unit = spec?.type === 'integer' || spec?.type === 'number' ? spec.unit : undefined;
  return unit === undefined ? String(value) : `${String(value)} ${unit}`;
}
