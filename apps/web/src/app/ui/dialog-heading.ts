import { Component, input, output } from '@angular/core';

import { Icon } from './icon';

/** What a dialog is, and the button that closes it. */
@Component({
  selector: 'app-dialog-heading',
  imports: [Icon],
  template: `
    <h2 [id]="titleId()"><ng-content /></h2>
    <button
      type="button"
      class="button icon quiet small"
      i18n-aria-label
      aria-label="Close"
      (click)="closed.emit()"
    >
      <app-icon name="close" />
    </button>
  `,
  styles: `
    :host {
      display: flex;
      align-items: center;
      justify-content: space-between;
      gap: var(--space-3);
      width: 100%;
    }
  `,
})
export class DialogHeading {
  /** For the dialog's `aria-labelledby`. */
  readonly titleId = input.required<string>();
  readonly closed = output();
}
