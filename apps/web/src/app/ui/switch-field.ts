import { Component, input, model } from '@angular/core';

import { FieldError } from './field-error';
import { FieldHelp } from './field-help';

/** On or off. */
@Component({
  selector: 'app-switch-field',
  imports: [FieldError, FieldHelp],
  template: `
    <app-field-help [label]="label()" [help]="help()">
      <label [for]="name()">{{ label() }}</label>
      <input
        type="checkbox"
        role="switch"
        [id]="name()"
        [checked]="value()"
        [attr.aria-describedby]="error() ? name() + '-error' : null"
        (change)="toggle($event)"
      />
    </app-field-help>
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
  `,
})
export class SwitchField {
  readonly name = input.required<string>();
  readonly label = input.required<string>();
  readonly help = input<string>();
  readonly error = input<string>();
  readonly value = model.required<boolean>();

  protected toggle(event: Event): void {
    this.value.set((event.target as HTMLInputElement).checked);
  }
}
