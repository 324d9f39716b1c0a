import { Component, input } from '@angular/core';

/** A line that something is not as asked, calm in amber or red. */
@Component({
  selector: 'app-notice',
  template: `<ng-content />`,
  host: {
    '[class.danger]': `kind() === 'danger'`,
    '[attr.role]': `kind() === 'danger' ? 'alert' : 'status'`,
  },
  styles: `
    :host {
      display: block;
      padding: var(--space-2) var(--space-3);
      border: 1px solid var(--warning-line);
      border-radius: var(--radius-2);
      background: var(--warning-soft);
      color: var(--text-1);
      font-size: var(--type-2);
      animation: appear var(--slow) var(--ease);
    }
    :host::first-letter {
      text-transform: uppercase;
    }
    :host(.danger) {
      border-color: var(--danger-line);
      background: var(--danger-soft);
    }
  `,
})
export class Notice {
  readonly kind = input<'warning' | 'danger'>('warning');
}
