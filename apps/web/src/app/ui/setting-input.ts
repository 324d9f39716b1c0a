import { Component, input } from '@angular/core';

import { FieldError } from './field-error';
import type { SettingField } from './setting-fields';

/** One setting of a plugin, as a field of the form around it. */
@Component({
  selector: 'app-setting-input',
  imports: [FieldError],
  template: `
    @let id = 'setting-' + field().name;
    @let described = (field().help ? id + '-help ' : '') + id + '-error';
    <label [for]="id" [class.check]="field().kind === 'switch'">
      @if (field().kind === 'switch') {
        <input
          type="checkbox"
          [id]="id"
          [name]="field().name"
          [checked]="field().value === true"
          [attr.aria-describedby]="described"
        />
      }
      {{ field().title }}
    </label>
    @switch (field().kind) {
      @case ('switch') {}
      @case ('choice') {
        <select class="input" [id]="id" [name]="field().name" [attr.aria-describedby]="described">
          @for (choice of field().choices; track choice) {
            <option [value]="choice" [selected]="choice === field().value">{{ choice }}</option>
          }
        </select>
      }
      @default {
        <input
          class="input"
          autocomplete="off"
          [id]="id"
          [name]="field().name"
          [type]="types[field().kind]"
          [value]="field().value ?? ''"
          [placeholder]="hint()"
          [attr.min]="field().min"
          [attr.max]="field().max"
          [attr.step]="field().kind === 'number' ? field().step : null"
          [attr.aria-required]="field().isRequired || null"
          [attr.aria-invalid]="fault() ? true : null"
          [attr.aria-describedby]="described"
        />
      }
    }
    @if (field().help; as help) {
      <p class="muted small" [id]="id + '-help'">{{ help }}</p>
    }
    <app-field-error [id]="id + '-error'" [message]="fault()" />
  `,
  styles: `
    :host {
      display: block;
      min-width: 0;
    }
    label {
      display: block;
      padding-bottom: var(--space-1);
      color: var(--text-2);
      font-size: var(--type-2);
    }
    p {
      padding-top: var(--space-1);
    }
  `,
})
export class SettingInput {
  readonly field = input.required<SettingField>();
  readonly fault = input<string>();

  protected readonly types: Readonly<Record<string, string>> = {
    text: 'text',
    address: 'url',
    secret: 'password',
    number: 'number',
  };

  protected hint(): string {
    return this.field().isKept ? $localize`As it is` : '';
  }
}
