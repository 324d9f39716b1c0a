/**
 * A `scheduler_config.json`. The defaults belong to the sampler that reads it: diffusers' classes share the
 * keys but not the defaults, and a sampler made from another class's config takes the keys that it knows.
 */
export class SchedulerConfig {
  readonly #values: Readonly<Record<string, unknown>>;

  /** @param values the file's content; unknown keys are ignored */
  constructor(values: Readonly<Record<string, unknown>>) {
    this.#values = values;
  }

  /** diffusers' class name, such as `PNDMScheduler`; undefined where the file names none. */
  get className(): string | undefined {
    const name = this.#values['_class_name'];
    return typeof name === 'string' ? name : undefined;
  }

  /** @returns the same config with some keys replaced */
  with(overrides: Readonly<Record<string, unknown>>): SchedulerConfig {
    return new SchedulerConfig({ ...this.#values, ...overrides });
  }

  /** Whether the file sets `key` to just this value. */
  has(key: string, value: string | number | boolean): boolean {
    return this.#values[key] === value;
  }

  /** @throws TypeError for another type; null counts as absent */
  number<Default extends number | undefined>(key: string, byDefault: Default): number | Default {
    const value = this.#values[key] ?? byDefault;
    if (value === byDefault) return byDefault;
    if (typeof value === 'number') return value;
    throw wrongType(key, value, 'a number');
  }

  /** @throws TypeError for another type; null counts as absent */
  boolean(key: string, byDefault: boolean): boolean {
    const value = this.#values[key] ?? byDefault;
    if (typeof value === 'boolean') return value;
    throw wrongType(key, value, 'true or false');
  }

  /** @throws TypeError for a value that is not among `known`; null counts as absent */
  choice<Known extends string>(key: string, known: readonly Known[], byDefault: Known): Known {
    const value = this.#values[key] ?? byDefault;
    const choice = known.find((candidate) => candidate === value);
    if (choice !== undefined) return choice;
    throw wrongType(key, value, `one of ${known.join(', ')}`);
  }

  /** @throws TypeError for anything but a list of numbers; null counts as absent */
  numbers(key: string): readonly number[] | undefined {
    const value = this.#values[key] ?? undefined;
    if (value === undefined) return undefined;
    if (Array.isArray(value) && value.every((entry) => typeof entry === 'number')) return value;
    throw wrongType(key, value, 'a list of numbers');
  }
}

function wrongType(key: string, value: unknown, expected: string): TypeError {
  return new TypeError(`scheduler config: ${key} is ${JSON.stringify(value)}; expected ${expected}`);
}
