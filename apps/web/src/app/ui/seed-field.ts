import { Component, computed, input, model } from '@angular/core';

import { FieldError } from './field-error';
import { FieldHelp } from './field-help';
import { Icon } from './icon';

/** The value that asks for a seed to be chosen. */
const RANDOM_SEED = '-1';

/** A seed as a decimal text (2^64 − 1 is beyond JavaScript's exact integers); empty stands for random. */
@Component({
  selector: 'app-seed-field',
  imports: [FieldError, FieldHelp, Icon],
  template: `
    <app-field-help [label]="label()" [help]="help()">
      <label [for]="name()">{{ label() }}</label>
    </app-field-help>
    <div class="row">
      <input
        class="input"
        type="text"
        inputmode="numeric"
        autocomplete="off"
        i18n-placeholder
        placeholder="Random"
        [id]="name()"
        [value]="shown()"
        [attr.aria-invalid]="error() ? true : null"
        [attr.aria-describedby]="error() ? name() + '-error' : null"
        (input)="type($event)"
      />
      <button
        type="button"
        class="button icon"
        i18n-aria-label
        aria-label="Random seed"
        i18n-title
        title="Random seed"
        [attr.aria-pressed]="random()"
        (click)="value.set(RANDOM)"
      >
        <app-icon name="dice" />
      </button>
      <button
        type="button"
        class="button icon"
        i18n-aria-label
        aria-label="Reuse last seed"
        [title]="lastSeedWords()"
        [disabled]="!lastSeed()"
        (click)="value.set(lastSeed() ?? RANDOM)"
      >
        <app-icon name="repeat" />
      </button>
    </div>
    <app-field-error [id]="name() + '-error'" [message]="error()" />
  `,
  styles: `
    :host {
      display: block;
    }
    label {
      color: var(--text-2);
      font-size: var(--type-2);
    }
    .row {
      display: flex;
      gap: var(--space-2);
    }
    .input {
      flex: 1;
      min-width: 0;
    }
    [aria-pressed='true'] {
      border-color: var(--accent-line);
      color: var(--accent);
    }
  `,
})
export class SeedField {
  readonly name = input.required<string>();
  readonly label = input.required<string>();
  readonly help = input<string>();
  readonly lastSeed = input<string>();
  readonly error = input<string>();
  readonly value = model.required<string>();

  protected readonly RANDOM = RANDOM_SEED;
  protected readonly random = computed(() => this.value() === RANDOM_SEED);
  protected readonly lastSeedWords = computed(() => {
    const seed = this.lastSeed();
    return seed === undefined ? $localize`No seed was used yet` : $localize`Reuse last seed: ${seed}:seed:`;
  });
  protected readonly shown = computed(() => (this.random() ? '' : this.value()));

  protected type(event: Event): void {
    const text = (event.target as HTMLInputElement).value.trim();
    this.value.set(text === '' ? RANDOM_SEED : text);
  }
}
