import { Component, input, output } from '@angular/core';

import { Notice } from './notice';
import { WhenVisible } from './when-visible';

/** The end of a list that goes on: the rest comes as soon as it is reached, or by the button. */
@Component({
  selector: 'app-load-more',
  imports: [Notice, WhenVisible],
  template: `
    <div [appWhenVisible]="!loading() && problem() === undefined" (visible)="wanted.emit()">
      @if (problem(); as text) {
        <app-notice kind="danger">{{ text }}</app-notice>
      }
      <button
        i18n
        type="button"
        class="button"
        [attr.aria-disabled]="loading() || null"
        (click)="wanted.emit()"
      >
        {loading(), select, true {Loading …} other {Load more}}
      </button>
    </div>
  `,
  styles: `
    div {
      display: grid;
      justify-items: center;
      gap: var(--space-3);
    }
  `,
})
export class LoadMore {
  readonly loading = input.required<boolean>();
  /** Why the last attempt failed. */
  readonly problem = input<string>();
  readonly wanted = output();
}
