import { Component, DestroyRef, inject, input, signal } from '@angular/core';

import { Icon } from './icon';

const SHOWN_MS = 1600;

/** Puts a text on the clipboard and says so. */
@Component({
  selector: 'app-copy-button',
  imports: [Icon],
  template: `
    <button
      type="button"
      class="button quiet icon small"
      [attr.aria-label]="copyWords()"
      [title]="copyWords()"
      (click)="copy()"
    >
      <app-icon [name]="copied() ? 'check' : 'copy'" />
    </button>
    <span class="visually-hidden" role="status">
      @if (copied()) {
        <ng-container i18n>Copied</ng-container>
      }
    </span>
  `,
  styles: `
    :host {
      display: inline-flex;
    }
  `,
})
export class CopyButton {
  readonly what = input.required<string>();
  readonly text = input.required<string>();
  protected readonly copied = signal(false);
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    inject(DestroyRef).onDestroy(() => clearTimeout(this.timer));
  }

  protected async copy(): Promise<void> {
    await writeClipboard(this.text());
    this.copied.set(true);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.copied.set(false), SHOWN_MS);
  }

  protected copyWords(): string {
    return $localize`Copy ${this.what()}:what:`;
  }
}

/** Browsers offer `navigator.clipboard` on https and localhost only; a studio in the home network has neither. */
async function writeClipboard(text: string): Promise<void> {
  if (window.isSecureContext) return navigator.clipboard.writeText(text);
  const area = document.createElement('textarea');
  area.value = text;
  area.style.position = 'fixed';
  area.style.opacity = '0';
  // Inside an open modal dialog, everything outside is inert and cannot be selected.
  (document.querySelector('dialog:modal') ?? document.body).append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}
