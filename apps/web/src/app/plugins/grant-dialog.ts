import { Component, computed, ElementRef, input, output, viewChild } from '@angular/core';

import type { Plugin } from '../api/generated/models/plugin';
import { permissionWords, takesAddresses } from './permission-words';

/** Asks whether a plugin may do what it asks for. Esc means no. */
@Component({
  selector: 'app-grant-dialog',
  template: `
    <dialog
      #dialog
      [attr.aria-labelledby]="'grant-' + plugin().id"
      (keydown)="$event.stopPropagation()"
      (click)="$event.target === dialog && dialog.close()"
    >
      <div class="sheet">
        <h2 i18n [id]="'grant-' + plugin().id">Let {{ plugin().name }} run?</h2>
        @if (asked().length > 0) {
          <p i18n>It asks to</p>
          <ul>
            @for (words of asked(); track words) {
              <li>{{ words }}</li>
            }
          </ul>
        } @else {
          <p i18n>It asks for nothing beyond what every plugin has.</p>
        }
        @if (takesAddresses()) {
          <p i18n>It also reaches the servers whose addresses you give it.</p>
        }
        <p i18n class="muted small">
          A plugin is a program of somebody else. It runs apart from the studio, without your pictures and
          settings, and is kept to these hosts as far as a program of the same user can be.
        </p>
        <div class="actions">
          <button i18n type="button" class="button" (click)="dialog.close()">Not now</button>
          <button i18n type="button" class="button primary" (click)="dialog.close(); granted.emit()">
            Let it run
          </button>
        </div>
      </div>
    </dialog>
  `,
  styles: `
    dialog {
      width: min(28rem, calc(100vw - 2 * var(--space-4)));
      padding: 0;
    }
    .sheet {
      display: grid;
      gap: var(--space-3);
      padding: var(--space-5);
    }
    li {
      padding: var(--space-2) 0;
      border-top: 1px solid var(--hairline);
      color: var(--text-1);
      overflow-wrap: anywhere;
    }
    p {
      color: var(--text-2);
    }
  `,
})
export class GrantDialog {
  readonly plugin = input.required<Plugin>();
  readonly granted = output();
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');

  protected readonly asked = computed(() => {
    const { permissions } = this.plugin();
    return permissions === null ? [] : permissionWords(permissions);
  });

  protected readonly takesAddresses = computed(() => takesAddresses(this.plugin()));

  ask(): void {
    this.dialog().nativeElement.showModal();
  }
}
