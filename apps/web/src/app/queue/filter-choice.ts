import { Component, computed, input, output } from '@angular/core';

import type { ChoiceItem } from '../ui/choice-field';

/** Narrows a list down to one of a few; the empty choice is all of them. */
@Component({
  selector: 'app-filter-choice',
  template: `
    <select
      class="input"
      [class.set]="value() !== undefined"
      [attr.aria-label]="label()"
      (change)="choose($event)"
    >
      <option value="" [selected]="value() === undefined">{{ all() }}</option>
      @for (choice of offered(); track choice.value) {
        <option [value]="choice.value" [selected]="choice.value === value()">{{ choice.label }}</option>
      }
    </select>
  `,
  styles: `
    :host {
      display: block;
      min-width: 0;
    }
    select {
      min-height: var(--control-small);
      font-size: var(--type-2);
    }
    .set {
      border-color: var(--accent-line);
    }
    @media (pointer: coarse) {
      select {
        min-height: var(--touch);
      }
    }
  `,
})
export class FilterChoice {
  readonly label = input.required<string>();
  readonly all = input.required<string>();
  readonly choices = input.required<readonly ChoiceItem[]>();
  readonly value = input<string>();
  readonly picked = output<string | undefined>();

  /** A link may name one that is gone by now: what is looked for must stand there. */
  protected readonly offered = computed(() => {
    const value = this.value();
    const isKnown = value === undefined || this.choices().some((choice) => choice.value === value);
    return isKnown ? this.choices() : [...this.choices(), { value, label: value }];
  });

  protected choose(event: Event): void {
    this.picked.emit((event.target as HTMLSelectElement).value || undefined);
  }
}
