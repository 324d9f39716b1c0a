import {
  afterNextRender,
  Component,
  computed,
  ElementRef,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';

import type { Image } from '../api/generated/models/image';
import { Icon } from '../ui/icon';

/** Two pictures over each other with a line that is drawn from one to the other. */
@Component({
  selector: 'app-compare-view',
  imports: [Icon],
  template: `
    <dialog
      #dialog
      i18n-aria-label
      aria-label="Compare two pictures"
      (close)="closed.emit()"
      (keydown)="$event.stopPropagation()"
    >
      <div class="sheet">
        <div class="top">
          <p class="words">{{ first().prompt }}</p>
          <button
            type="button"
            class="button icon quiet"
            i18n-aria-label
            aria-label="Close"
            (click)="dialog.close()"
          >
            <app-icon name="close" />
          </button>
          <p class="words second">{{ second().prompt }}</p>
        </div>
        <div class="room">
          <div class="frame" [style.--ratio]="ratio()" [style.--at]="at() + '%'">
            <img [src]="second().url" [alt]="second().prompt" />
            <img class="over" [src]="first().url" [alt]="first().prompt" />
            <span class="line" aria-hidden="true"><app-icon name="compare" /></span>
            <input
              type="range"
              min="0"
              max="100"
              step="1"
              i18n-aria-label
              aria-label="How much of the first picture is shown"
              [attr.aria-valuetext]="shareWords()"
              [value]="at()"
              (input)="slide($event)"
            />
          </div>
        </div>
      </div>
    </dialog>
  `,
  styleUrl: './compare-view.css',
})
export class CompareView {
  readonly first = input.required<Image>();
  readonly second = input.required<Image>();
  readonly closed = output();

  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');
  protected readonly at = signal(50);
  protected readonly ratio = computed(() => this.first().width / this.first().height);

  constructor() {
    afterNextRender(() => this.dialog().nativeElement.showModal());
  }

  protected slide(event: Event): void {
    this.at.set((event.target as HTMLInputElement).valueAsNumber);
  }

  protected shareWords(): string {
    return $localize`${this.at()}:at: per cent`;
  }
}
