import { Component, effect, ElementRef, inject, signal, viewChild } from '@angular/core';

import { OwnerSession } from '../api/owner-session';
import { toProblem } from '../api/problem';
import { FieldError } from '../ui/field-error';

/** Asks for the owner's key when something needs it. Esc means no. */
@Component({
  selector: 'app-owner-dialog',
  imports: [FieldError],
  template: `
    <dialog
      #dialog
      aria-labelledby="owner-title"
      (close)="session.dismiss()"
      (keydown)="$event.stopPropagation()"
    >
      @if (session.askedFor(); as file) {
        <form novalidate (submit)="show($event, field.value)">
          <h2 i18n id="owner-title">Are you the owner?</h2>
          <p i18n>
            Letting a plugin do more is for whoever runs the studio. On its machine, copy the line in this
            file:
          </p>
          <p>
            <code>{{ file }}</code>
          </p>
          <div>
            <label i18n for="owner-key">Key</label>
            <input
              #field
              id="owner-key"
              class="input"
              type="password"
              autocomplete="off"
              aria-describedby="owner-key-error"
              [attr.aria-invalid]="fault() ? true : null"
            />
            <app-field-error id="owner-key-error" [message]="fault()" />
          </div>
          <p i18n class="muted small">This browser is asked once a month.</p>
          <div class="actions">
            <button i18n type="button" class="button" (click)="dialog.close()">Not now</button>
            <button i18n type="submit" class="button primary">Go on</button>
          </div>
        </form>
      }
    </dialog>
  `,
  styles: `
    dialog {
      width: min(28rem, calc(100vw - 2 * var(--space-4)));
    }
    p {
      color: var(--text-2);
    }
    code {
      color: var(--text-1);
      overflow-wrap: anywhere;
    }
    label {
      display: block;
      padding-bottom: var(--space-1);
      color: var(--text-2);
      font-size: var(--type-2);
    }
  `,
})
export class OwnerDialog {
  protected readonly session = inject(OwnerSession);
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');
  protected readonly fault = signal<string | undefined>(undefined);

  constructor() {
    effect(() => {
      const dialog = this.dialog().nativeElement;
      this.fault.set(undefined);
      if (this.session.askedFor() !== undefined) dialog.showModal();
      else dialog.close();
    });
  }

  protected async show(event: Event, key: string): Promise<void> {
    event.preventDefault();
    this.fault.set(undefined);
    try {
      await this.session.show(key.trim());
    } catch (error) {
      this.fault.set(toProblem(error).message);
    }
  }
}
