import type { BooleanOption } from '../api/generated/models/boolean-option';
import type { ChoiceOption } from '../api/generated/models/choice-option';
import type { LoraOption } from '../api/generated/models/lora-option';
import type { ImageOption } from '../api/generated/models/image-option';
import type { NumberOption } from '../api/generated/models/number-option';
import type { OptionSpec } from '../api/generated/models/option-spec';
import type { SeedOption } from '../api/generated/models/seed-option';
import type { TextOption } from '../api/generated/models/text-option';
import type { OptionValue } from '../api/option-value';

interface FieldOf<Type, Spec, Value> {
  readonly type: Type;
  readonly name: string;
  readonly spec: Spec;
  readonly value: Value;
  /** What is wrong with the value, for people. */
  readonly error: string | undefined;
}

/** One parameter as a form shows it. A seed is a decimal text: it may have more digits than a number keeps. */
export type OptionField =
  | FieldOf<'text', TextOption, string>
  | FieldOf<'number', NumberOption, number>
  | FieldOf<'seed', SeedOption, string>
  | FieldOf<'choice', ChoiceOption, string>
  | FieldOf<'loras', LoraOption, string>
  | FieldOf<'boolean', BooleanOption, boolean>
  | FieldOf<'picture', ImageOption, string>
  /** `picture` is the one that the mask lies on. */
  | (FieldOf<'mask', ImageOption, string> & { readonly picture: string });

/**
 * @param picture of a mask: the one that it lies on
 * @returns undefined where the value isn't of the parameter's type
 */
export function optionField(
  name: string,
  spec: OptionSpec,
  value: OptionValue | undefined,
  error: string | undefined,
  picture = '',
): OptionField | undefined {
  switch (spec.type) {
    case 'text':
      return typeof value === 'string' ? { type: 'text', name, spec, value, error } : undefined;
    case 'integer':
    case 'number':
      return typeof value === 'number' ? { type: 'number', name, spec, value, error } : undefined;
    case 'seed':
      return typeof value === 'string' ? { type: 'seed', name, spec, value, error } : undefined;
    case 'choice':
      return typeof value === 'string' ? { type: 'choice', name, spec, value, error } : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? { type: 'boolean', name, spec, value, error } : undefined;
    case 'loras': {
      // Where there is nothing to add or remove there is nothing to show.
      const isEmpty = spec.choices.length === 0 && value === '';
      return typeof value === 'string' && !isEmpty ? { type: 'loras', name, spec, value, error } : undefined;
    }
    case 'image': {
      if (typeof value !== 'string') return undefined;
      if (spec.role === 'picture') return { type: 'picture', name, spec, value, error };
      return { type: 'mask', name, spec, value, error, picture };
    }
  }
}
