import { Component, computed, input, output } from '@angular/core';

import { Icon } from '../ui/icon';
import { Notice } from '../ui/notice';

/** What can be done with the chosen pictures. */
@Component({
  selector: 'app-selection-bar',
  imports: [Icon, Notice],
  template: `
    <div class="bar" role="region" i18n-aria-label aria-label="Chosen pictures">
      @if (problem(); as text) {
        <app-notice kind="danger">{{ text }}</app-notice>
      }
      <p role="status">
        <ng-container i18n>{{ ids().length }} selected</ng-container>
        @if (ids().length === 1) {
          <span i18n class="hint">Hold another to choose all between</span>
        }
      </p>
      <div class="actions">
        <button i18n type="button" class="button small quiet" (click)="all.emit()">All</button>
        @if (pair(); as two) {
          <button type="button" class="button small" (click)="compared.emit(two)">
            <app-icon name="compare" /><span i18n class="text">Compare</span>
          </button>
        }
        @if (ids().length > 0) {
          <button
            type="button"
            class="button small icon"
            [attr.aria-label]="favouriteWords()"
            [title]="favouriteWords()"
            [attr.aria-disabled]="busy() || null"
            (click)="favourite.emit(!marked())"
          >
            <app-icon name="heart" [filled]="marked()" />
          </button>
          <button
            type="button"
            class="button small icon"
            i18n-aria-label
            aria-label="Download"
            i18n-title
            title="Download as ZIP"
            [attr.aria-disabled]="busy() || null"
            (click)="downloaded.emit()"
          >
            <app-icon name="download" />
          </button>
          <button
            type="button"
            class="button small danger"
            [attr.aria-disabled]="busy() || null"
            (click)="deleted.emit()"
          >
            <app-icon name="trash" /><span i18n class="text">Delete</span>
          </button>
        }
        <button i18n type="button" class="button small" (click)="closed.emit()">Done</button>
      </div>
    </div>
  `,
  styleUrl: './selection-bar.css',
})
export class SelectionBar {
  readonly ids = input.required<readonly string[]>();
  /** All of them are favourites. */
  readonly marked = input.required<boolean>();
  readonly busy = input(false);
  readonly problem = input<string>();
  readonly all = output();
  readonly compared = output<readonly [string, string]>();
  readonly favourite = output<boolean>();
  readonly deleted = output();
  readonly downloaded = output();
  readonly closed = output();

  protected readonly favouriteWords = computed(() =>
    this.marked() ? $localize`No favourites any more` : $localize`Favourites`,
  );
  protected readonly pair = computed<readonly [string, string] | undefined>(() => {
    const [first, second, third] = this.ids();
    return first && second && third === undefined ? [first, second] : undefined;
  });
}
