import { computed, inject, Injectable, linkedSignal, signal } from '@angular/core';

import type { GenerateRequest } from '../api/generated/models/generate-request';
import { ModelStore } from '../api/model-store';
import type { OptionValue, OptionValues } from '../api/option-value';
import type { StudioProblem } from '../api/problem';
import type { Size } from './aspect-ratio';
import { FormMemory } from './form-memory';
import { optionField, type OptionField } from './option-field';
import { typedRequest } from './typed-request';
import { findFaults, hasEffect, startingValues, toRequest } from './option-values';
import { sizeForPicture } from './picture-size';

/** The request being written: drawn from the chosen model's option schema and nothing else. */
@Injectable({ providedIn: 'root' })
export class GenerationForm {
  private readonly store = inject(ModelStore);
  private readonly memory = inject(FormMemory);
  private readonly chosen = signal(this.memory.model);
  private readonly faults = signal<Readonly<Record<string, string>>>({});
  private readonly styleNames = signal<readonly string[]>([]);
  /** A job that had styles must hear that it has none any more. */
  private hadStyles = false;

  /** The styles that are applied to the prompts, by name. */
  readonly styles = this.styleNames.asReadonly();

  readonly model = computed(() => {
    const models = this.store.models();
    return (
      models.find((model) => model.id === this.chosen()) ??
      models.find((model) => model.default && model.unavailable === undefined) ??
      models.find((model) => model.unavailable === undefined) ??
      models[0]
    );
  });

  /** Kept while the list of models is fetched anew; begun afresh with another model. */
  private readonly values = linkedSignal<ReturnType<typeof this.model>, OptionValues>({
    source: this.model,
    computation: (model, previous) => {
      if (model === undefined) return previous?.value ?? {};
      const kept = previous === undefined ? [] : [previous.value];
      const known = [this.memory.settings(model.id), this.memory.texts];
      const same = previous?.source?.id === model.id;
      return startingValues(model.options, same ? [...kept, ...known] : [...known, ...this.carried(kept)]);
    },
  });

  readonly fields = computed<readonly OptionField[]>(() => {
    const values = this.values();
    const faults = this.faults();
    const options = this.model()?.options ?? {};
    return Object.entries(options).flatMap(([name, spec]) => {
      if (!hasEffect(options, values, name)) return [];
      const below = spec.type === 'image' && spec.of !== undefined ? values[spec.of] : undefined;
      const picture = typeof below === 'string' ? below : undefined;
      const field = optionField(name, spec, values[name], faults[name], picture);
      return field === undefined ? [] : [field];
    });
  });

  choose(model: string): void {
    this.chosen.set(model);
    this.faults.set({});
    this.keep();
  }

  set(name: string, value: OptionValue): void {
    // A mask lies on one picture.
    const masks = Object.entries(this.model()?.options ?? {}).filter(
      ([, spec]) => spec.type === 'image' && spec.of === name,
    );
    const emptied = Object.fromEntries(masks.map(([mask]) => [mask, '']));
    this.values.update((values) => ({ ...values, ...emptied, [name]: value }));
    this.faults.update(({ [name]: _gone, ...others }) => others);
    this.keep();
  }

  /** Starts from a picture. @returns false for a model that does not */
  startFrom(inputId: string, size: Size): boolean {
    const field = this.fields().find(({ type }) => type === 'picture');
    if (field === undefined) return false;
    this.set(field.name, inputId);
    this.fitTo(size);
    return true;
  }

  /** Takes over a picture's size, as far as the model allows. */
  fitTo(picture: Size): void {
    const [width, height] = ['width', 'height'].map((name) =>
      this.fields().find((field) => field.name === name),
    );
    if (width?.type !== 'number' || height?.type !== 'number') return;
    const size = sizeForPicture(picture, width.spec, height.spec);
    this.set('width', size.width);
    this.set('height', size.height);
  }

  /** Takes the seed of an earlier picture, where the model has seeds. */
  useSeed(seed: string): void {
    const field = this.fields().find(({ spec }) => spec.type === 'seed');
    if (field !== undefined) this.set(field.name, seed);
  }

  /** Back to the model's own defaults; what was written stays. */
  resetSettings(): void {
    const model = this.model();
    if (model === undefined) return;
    this.values.update((values) => startingValues(model.options, this.carried([values])));
    this.faults.set({});
    this.keep();
  }

  chooseStyles(names: readonly string[]): void {
    this.styleNames.set(names);
  }

  /**
   * @param known names of the styles that there are
   * @returns false when the model is no longer there and the settings went into the chosen one as far as they fit
   */
  fill(model: string, parameters: OptionValues, known: ReadonlySet<string> = new Set()): boolean {
    const there = this.store.models().some((candidate) => candidate.id === model);
    if (there) this.chosen.set(model);
    const typed = typedRequest(parameters, known);
    this.styleNames.set(typed.styles);
    this.hadStyles = typed.styles.length > 0;
    // What was made without a picture is made so again.
    this.values.update((values) => {
      const options = this.model()?.options ?? {};
      const others = pick(values, (name) => options[name]?.type !== 'image');
      return startingValues(options, [typed.values, others]);
    });
    this.faults.set({});
    this.keep();
    return there;
  }

  /** The request, or undefined when a field is wrong, which the field then says. */
  request(): GenerateRequest | undefined {
    const model = this.model();
    if (model === undefined) return undefined;
    const faults = findFaults(model.options, this.values());
    this.faults.set(faults);
    if (Object.keys(faults).length > 0) return undefined;
    const styles = this.styleNames();
    return {
      model: model.id,
      ...toRequest(model.options, this.values()),
      ...((styles.length > 0 || this.hadStyles) && { styles: [...styles] }),
    };
  }

  /** What a preset keeps: all but the prompt, the seed and pictures, which belong to one picture. */
  settings(): OptionValues {
    const options = this.model()?.options ?? {};
    const kept = pick(
      this.values(),
      (name) => name !== 'prompt' && !['seed', 'image'].includes(options[name]?.type ?? ''),
    );
    const styles = this.styleNames();
    return styles.length === 0 ? kept : { ...kept, styles: styles.join(', ') };
  }

  /** @returns what is left to say once every fault with a field of its own stands there */
  refuse(problem: StudioProblem): string | undefined {
    const own = this.fields().map((field) => field.name);
    this.faults.set(problem.fields);
    const others = Object.entries(problem.fields).filter(([field]) => !own.includes(field));
    if (Object.keys(problem.fields).length === 0) return problem.message;
    return others.length === 0 ? undefined : others.map(([, message]) => message).join(' ');
  }

  /** Prompts, seed and pictures go with the person, not with the model. */
  private carried(values: readonly OptionValues[]): readonly OptionValues[] {
    const options = this.model()?.options ?? {};
    return values.map((all) =>
      pick(all, (name) => ['text', 'seed', 'image'].includes(options[name]?.type ?? '')),
    );
  }

  private keep(): void {
    const model = this.model();
    if (model === undefined) return;
    const typeOf = (name: string) => model.options[name]?.type;
    const settings = pick(this.values(), (name) => typeOf(name) !== 'text' && typeOf(name) !== 'seed');
    this.memory.keep(
      model.id,
      settings,
      pick(this.values(), (name) => typeOf(name) === 'text'),
    );
  }
}

function pick(values: OptionValues, wanted: (name: string) => boolean): OptionValues {
  return Object.fromEntries(Object.entries(values).filter(([name]) => wanted(name)));
}
