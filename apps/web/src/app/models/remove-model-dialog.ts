import { Component, computed, ElementRef, input, output, viewChild } from '@angular/core';

import type { ConfiguredModel } from '../api/generated/models/configured-model';
import { formatBytes } from '../ui/format/bytes';

/** Asks whether a model is to go, and whether its files are to go with it. */
@Component({
  selector: 'app-remove-model-dialog',
  template: `
    <dialog
      #dialog
      role="alertdialog"
      aria-labelledby="remove-model-title"
      aria-describedby="remove-model-text"
      (keydown)="$event.stopPropagation()"
    >
      <form method="dialog" (submit)="confirm(files.checked)">
        <h2 i18n id="remove-model-title">Remove {{ model().name }}?</h2>
        <p i18n id="remove-model-text">It is no longer on offer. Jobs and pictures stay.</p>
        <label class="check" [hidden]="size() === undefined">
          <input #files type="checkbox" />
          <ng-container i18n>Delete its files, too ({{ size() }})</ng-container>
        </label>
        <div class="actions">
          <button i18n type="button" class="button" (click)="dialog.close()">Keep it</button>
          <button i18n type="submit" class="button danger">Remove</button>
        </div>
      </form>
    </dialog>
  `,
  styles: `
    /* Closed, it must take no place in its parent's layout. */
    :host {
      display: contents;
    }
    dialog {
      width: min(26rem, calc(100vw - 2 * var(--space-4)));
    }
    p {
      color: var(--text-2);
    }
  `,
})
export class RemoveModelDialog {
  readonly model = input.required<ConfiguredModel>();
  readonly confirmed = output<{ readonly withFiles: boolean }>();
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');

  /** What the files take; undefined where there are none. */
  protected readonly size = computed(() => {
    const { disk_bytes: disk, partial_bytes: partial } = this.model();
    const bytes = (disk ?? 0) + (partial ?? 0);
    return bytes > 0 ? formatBytes(bytes) : undefined;
  });

  ask(): void {
    this.dialog().nativeElement.showModal();
  }

  protected confirm(withFiles: boolean): void {
    this.confirmed.emit({ withFiles: withFiles && this.size() !== undefined });
  }
}
