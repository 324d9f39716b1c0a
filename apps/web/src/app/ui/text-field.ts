import { Component, computed, input, model } from '@angular/core';

import { FieldError } from './field-error';
import { FieldHelp } from './field-help';

/** Shows what is left only near the limit. */
const COUNT_FROM = 0.8;

/** A text of several lines that grows with what is written. */
@Component({
  selector: 'app-text-field',
  imports: [FieldError, FieldHelp],
  template: `
    <app-field-help [label]="label()" [help]="help()">
      <label [for]="name()">{{ label() }}</label>
      @if (nearLimit()) {
        <span i18n class="count" [class.over]="left() < 0">{{ left() }} left</span>
      }
    </app-field-help>
    <textarea
      class="input"
      [id]="name()"
      [rows]="rows()"
      [placeholder]="placeholder()"
      [attr.aria-required]="required() || null"
      [attr.aria-invalid]="error() ? true : null"
      [attr.aria-describedby]="error() ? name() + '-error' : null"
      [value]="value()"
      (input)="type($event)"
    ></textarea>
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
    textarea {
      max-height: 14rem;
      overflow-y: auto;
    }
    .count {
      color: var(--text-3);
      font-size: var(--type-1);
    }
    .over {
      color: var(--danger);
    }
  `,
})
export class TextField {
  readonly name = input.required<string>();
  readonly label = input.required<string>();
  readonly help = input<string>();
  readonly placeholder = input('');
  readonly rows = input(2);
  readonly maxLength = input.required<number>();
  readonly required = input(false);
  readonly error = input<string>();
  readonly value = model.required<string>();

  protected readonly left = computed(() => this.maxLength() - this.value().length);
  protected readonly nearLimit = computed(() => this.value().length > this.maxLength() * COUNT_FROM);

  protected type(event: Event): void {
    this.value.set((event.target as HTMLTextAreaElement).value);
  }
}
