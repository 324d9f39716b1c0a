import { Component, input } from '@angular/core';

/** What is wrong with a field, beside the field. The field points to it by `aria-describedby`. */
@Component({
  selector: 'app-field-error',
  // A plain `id="…"` would stay on the element, too.
  host: { '[attr.id]': 'null' },
  template: `
    @if (message(); as text) {
      <p [id]="id()" role="alert">{{ text }}</p>
    }
  `,
  styles: `
    p::first-letter {
      text-transform: uppercase;
    }
    p {
      padding-top: var(--space-1);
      color: var(--danger);
      font-size: var(--type-2);
      animation: appear var(--slow) var(--ease);
    }
  `,
})
export class FieldError {
  readonly id = input.required<string>();
  readonly message = input<string>();
}
