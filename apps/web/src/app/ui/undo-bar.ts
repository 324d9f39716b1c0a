import { Component, DestroyRef, inject, input, output } from '@angular/core';

/** Long enough to read, to regret and to reach it with a keyboard. */
const SHOWN_MS = 12_000;

/** Says what was just done, with the way back. */
@Component({
  selector: 'app-undo-bar',
  template: `
    <p role="status">{{ text() }}</p>
    <button i18n type="button" class="button small" (click)="undone.emit()">Undo</button>
  `,
  styles: `
    :host {
      position: fixed;
      z-index: 12;
      bottom: var(--space-5);
      left: 50%;
      display: flex;
      align-items: center;
      gap: var(--space-4);
      padding: var(--space-2) var(--space-2) var(--space-2) var(--space-4);
      border: 1px solid var(--hairline-strong);
      border-radius: var(--radius-3);
      background: var(--surface-2);
      font-size: var(--type-2);
      white-space: nowrap;
      translate: -50% 0;
      animation: appear var(--slow) var(--ease);
    }
    @media (width < 48rem) {
      :host {
        bottom: calc(var(--bar) + env(safe-area-inset-bottom) + var(--space-2));
      }
    }
  `,
})
export class UndoBar {
  readonly text = input.required<string>();
  readonly undone = output();
  readonly expired = output();

  constructor() {
    const timer = setTimeout(() => this.expired.emit(), SHOWN_MS);
    inject(DestroyRef).onDestroy(() => clearTimeout(timer));
  }
}
