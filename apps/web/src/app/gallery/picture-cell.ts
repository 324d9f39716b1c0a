import { Component, computed, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';

import type { Image } from '../api/generated/models/image';
import { formatTime } from '../ui/format/date';
import { Icon } from '../ui/icon';
import { LongPress } from '../ui/long-press';

/**
 * One picture of the gallery: opens on a tap, or is chosen by it while choosing. A finger that rests on it
 * chooses it, or everything up to it.
 */
@Component({
  selector: 'app-picture-cell',
  imports: [Icon, LongPress, RouterLink],
  template: `
    @if (selecting()) {
      <button
        type="button"
        class="cell"
        [class.selected]="selected()"
        [attr.aria-label]="selectWords()"
        [attr.aria-pressed]="selected()"
        (click)="picked.emit($event.shiftKey)"
        (appLongPress)="picked.emit(true)"
      >
        <img [src]="image().thumbnail_url" alt="" decoding="async" draggable="false" />
        <span class="tick" aria-hidden="true"><app-icon name="check" /></span>
      </button>
    } @else {
      <a
        class="cell"
        queryParamsHandling="preserve"
        [routerLink]="['/gallery', image().id]"
        [title]="image().prompt"
        (click)="selectRange($event)"
        (appLongPress)="picked.emit(false)"
      >
        <img [src]="image().thumbnail_url" [alt]="image().prompt" decoding="async" draggable="false" />
        <span class="caption" aria-hidden="true">
          <span class="prompt">{{ image().prompt }}</span>
          <time>{{ time() }}</time>
        </span>
      </a>
      <button
        type="button"
        class="tick"
        [attr.aria-label]="selectWords()"
        (click)="picked.emit($event.shiftKey)"
      >
        <app-icon name="check" />
      </button>
    }
    @if (image().favourite) {
      <app-icon class="favourite" name="heart" [filled]="true" />
    }
  `,
  styleUrl: './picture-cell.css',
})
export class PictureCell {
  readonly image = input.required<Image>();
  readonly selecting = input.required<boolean>();
  readonly selected = input.required<boolean>();
  /** Whether a whole range is meant. */
  readonly picked = output<boolean>();

  protected readonly time = computed(() => formatTime(this.image().created_at));

  /** Browsers open a new window on shift and click: here it is what it is in lists. */
  protected selectRange(event: MouseEvent): void {
    if (!event.shiftKey) return;
    event.preventDefault();
    this.picked.emit(true);
  }

  protected selectWords(): string {
    return $localize`Select: ${this.image().prompt}:image:`;
  }
}
