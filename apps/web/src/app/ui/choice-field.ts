import { Component, input, model } from '@angular/core';

import { FieldError } from './field-error';
import { FieldHelp } from './field-help';

export interface ChoiceItem {
  readonly value: string;
  readonly label: string;
}

/** One of a closed list, by the browser's own select: best on every device. */
@Component({
  selector: 'app-choice-field',
  imports: [FieldError, FieldHelp],
  template: `
    <app-field-help [label]="label()" [help]="help()">
      <label [for]="name()">{{ label() }}</label>
    </app-field-help>
    <select
      class="input"
      [id]="name()"
      [attr.aria-invalid]="error() ? true : null"
      [attr.aria-describedby]="error() ? name() + '-error' : null"
      (change)="choose($event)"
    >
      @for (choice of choices(); track choice.value) {
        <option [value]="choice.value" [selected]="choice.value === value()">{{ choice.label }}</option>
      }
    </select>
    <app-field-error [id]="name() + '-error'" [message]="error()" />
  `,
  styles: `
    :host {
      display: block;
      min-width: 0;
    }
    label {
      color: var(--text-2);
      font-size: var(--type-2);
    }
  `,
})
export class ChoiceField {
  readonly name = input.required<string>();
  readonly label = input.required<string>();
  readonly help = input<string>();
  readonly choices = input.required<readonly ChoiceItem[]>();
  readonly error = input<string>();
  readonly value = model.required<string>();

  protected choose(event: Event): void {
    this.value.set((event.target as HTMLSelectElement).value);
  }
}
