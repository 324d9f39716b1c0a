/**
 * The parameters that a model takes, by their snake_case name (diffusers' words): `prompt`, `steps`,
 * `guidance_scale`, … The order of the keys is the order in a form. A parameter that is not listed is
 * refused by name.
 */
export type OptionSchema = Readonly<Record<string, OptionSpec>>;

/** One parameter. `type` decides which of the other fields there are. */
export type OptionSpec =
  TextOption | NumberOption | SeedOption | ChoiceOption | BooleanOption | ImageOption | LoraOption;

interface OptionBase {
  /** For people: "Steps". */
  readonly label: string;
  /** One sentence on the effect; shown as help. */
  readonly description?: string;
  /** `main` is always in sight, `advanced` behind a fold. Default `main`. */
  readonly group?: 'main' | 'advanced';
  /**
   * The name of an option without which this one has no effect: while that one is empty, off or 0, a form
   * does not show this one, and a request's parameters do not hold it.
   */
  readonly needs?: string;
}

/** A text. */
export interface TextOption extends OptionBase {
  readonly type: 'text';
  /** Longest accepted value in UTF-16 code units. */
  readonly maxLength: number;
  readonly default: string;
  /** A text without which there is no picture (the prompt): empty is refused. Default false. */
  readonly required?: boolean;
}

/**
 * A number in `min..max` in steps of `step` counted from `min`. A fixed value is a range of one
 * (`min === max === default`): a form shows it and lets nobody move it.
 */
export interface NumberOption extends OptionBase {
  readonly type: 'integer' | 'number';
  readonly min: number;
  readonly max: number;
  /** Above 0. A value between two steps is moved to the nearest one, which `check` reports. */
  readonly step: number;
  readonly default: number;
  /** Shown behind the value: "px". */
  readonly unit?: string;
}

/**
 * A seed: 0 to 2^64 − 1, or −1 for "choose one", which the host resolves before it sends a request. The one
 * called `seed` is `GenerationRequest.seed`; any other comes with the parameters, as decimal text.
 */
export interface SeedOption extends OptionBase {
  readonly type: 'seed';
  readonly default: -1;
}

/** One of a closed list. */
export interface ChoiceOption extends OptionBase {
  readonly type: 'choice';
  readonly choices: readonly Choice[];
  readonly default: string;
}

/** One entry of a {@link ChoiceOption}. */
export interface Choice {
  readonly value: string;
  readonly label: string;
  /** Other names that are accepted for it, any case: `EulerDiscreteScheduler` for `Euler`. */
  readonly aliases?: readonly string[];
}

/** A switch. */
export interface BooleanOption extends OptionBase {
  readonly type: 'boolean';
  readonly default: boolean;
}

/**
 * A picture that the work starts from. Its value in a request's parameters is the id of a picture that the
 * host keeps (empty: none); the picture itself comes in `GenerationRequest.inputs`, under the option's name.
 */
export interface ImageOption extends OptionBase {
  readonly type: 'image';
  /** A `mask` is painted over a picture: white is what it means, black is left alone. */
  readonly role: 'picture' | 'mask';
  /** For a mask: the name of the option with the picture that it lies on. */
  readonly of?: string;
  readonly default: '';
}

/**
 * LoRAs to apply, each with its weight. The value is a text in A1111's words, `<lora:NAME:WEIGHT>` one after
 * the other (empty: none); a client may also send a list of `{ name, weight }`.
 */
export interface LoraOption extends OptionBase {
  readonly type: 'loras';
  /** The LoRAs on offer. */
  readonly choices: readonly Choice[];
  /** Range and step of a weight. */
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly default: '';
}
