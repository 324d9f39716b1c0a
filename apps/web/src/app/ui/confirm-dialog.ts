import { Component, ElementRef, input, output, viewChild } from '@angular/core';

let dialogs = 0;

/** A question before something that can't be undone. Esc means no. */
@Component({
  selector: 'app-confirm-dialog',
  template: `
    <dialog
      #dialog
      role="alertdialog"
      [attr.aria-labelledby]="id + '-title'"
      [attr.aria-describedby]="id + '-text'"
      (cancel)="$event.stopPropagation()"
      (close)="answered.emit(dialog.returnValue === 'yes')"
      (keydown)="$event.stopPropagation()"
    >
      <h2 [id]="id + '-title'">{{ question() }}</h2>
      <p [id]="id + '-text'">{{ text() }}</p>
      <div class="actions">
        <button type="button" class="button" (click)="dialog.close('no')">{{ no() }}</button>
        <button type="button" class="button danger" (click)="dialog.close('yes')">{{ yes() }}</button>
      </div>
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
      padding-top: var(--space-2);
      color: var(--text-2);
    }
    .actions {
      padding-top: var(--space-5);
    }
  `,
})
export class ConfirmDialog {
  readonly question = input.required<string>();
  readonly text = input.required<string>();
  readonly yes = input.required<string>();
  readonly no = input($localize`Keep it`);
  readonly answered = output<boolean>();

  protected readonly id = `confirm-${(dialogs += 1)}`;
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');

  ask(): void {
    const dialog = this.dialog().nativeElement;
    // Esc leaves the value of the last answer.
    dialog.returnValue = 'no';
    dialog.showModal();
  }
}
