import { Component, computed, input, output } from '@angular/core';

import type { Image } from '../api/generated/models/image';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { Icon } from '../ui/icon';
import { Notice } from '../ui/notice';

/** What can be done with the chosen pictures. */
@Component({
  selector: 'app-selection-bar',
  imports: [ConfirmDialog, Icon, Notice],
  template: `
    <div class="bar" role="region" aria-label="Chosen pictures">
      @if (problem(); as text) {
        <app-notice kind="danger">{{ text }}</app-notice>
      }
      <p role="status">{{ images().length }} selected</p>
      <div class="actions">
        <button type="button" class="button small quiet" (click)="all.emit()">All</button>
        @if (pair(); as two) {
          <button type="button" class="button small" (click)="compared.emit(two)">
            <app-icon name="compare" />Compare
          </button>
        }
        @if (images().length > 0) {
          <button
            type="button"
            class="button small danger"
            [attr.aria-disabled]="busy() || null"
            (click)="confirm.ask()"
          >
            <app-icon name="trash" />{{ busy() ? 'Deleting …' : 'Delete' }}
          </button>
        }
        <button type="button" class="button small" (click)="closed.emit()">Done</button>
      </div>
    </div>
    <app-confirm-dialog
      #confirm
      [question]="images().length === 1 ? 'Delete this picture?' : 'Delete ' + images().length + ' pictures?'"
      text="The files and their settings are removed. This cannot be undone."
      yes="Delete"
      (answered)="$event && deleted.emit()"
    />
  `,
  styleUrl: './selection-bar.css',
})
export class SelectionBar {
  readonly images = input.required<readonly Image[]>();
  readonly busy = input(false);
  readonly problem = input<string>();
  readonly all = output();
  readonly compared = output<readonly [Image, Image]>();
  readonly deleted = output();
  readonly closed = output();

  protected readonly pair = computed<readonly [Image, Image] | undefined>(() => {
    const [first, second, third] = this.images();
    return first && second && third === undefined ? [first, second] : undefined;
  });
}
