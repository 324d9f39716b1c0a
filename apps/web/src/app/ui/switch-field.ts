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
    input {
      position: relative;
      width: 2.25rem;
      height: 1.25rem;
      margin: 0;
      border: 1px solid var(--hairline-strong);
      border-radius: var(--radius-round);
      background: var(--surface-2);
      appearance: none;
      cursor: pointer;
      transition: background var(--fast) var(--ease);
    }
    input::before {
      content: '';
      position: absolute;
      inset: 2px auto 2px 2px;
      aspect-ratio: 1;
      border-radius: 50%;
      background: var(--text-2);
      transition: translate var(--fast) var(--ease);
    }
    input:checked {
      background: var(--text-1);
    }
    input:checked::before {
      background: var(--surface-0);
      translate: 1rem 0;
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
