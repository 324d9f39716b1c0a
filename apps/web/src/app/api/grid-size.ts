import { computed, Injectable, signal } from '@angular/core';

import { lastingStorage, readStored, writeStored } from './browser-storage';

const KEY = 'cyberimage.grid-size';
const CHOICES = [
  { value: 'small', label: 'S' },
  { value: 'medium', label: 'M' },
  { value: 'large', label: 'L' },
] as const;
/** Least width of a column in pixels: with a mouse, and on a phone four, three or two beside each other. */
const WIDE = { small: 112, medium: 176, large: 288 } as const;
const NARROW = { small: 80, medium: 108, large: 150 } as const;

type SizeName = (typeof CHOICES)[number]['value'];

/** How large the gallery shows its pictures; remembered by the browser. */
@Injectable({ providedIn: 'root' })
export class GridSize {
  readonly choices = CHOICES;
  private readonly chosen = signal(toSize(readStored(lastingStorage, KEY)));
  readonly name = this.chosen.asReadonly();
  readonly columnWidth = computed(() => (matchMedia('(width < 48rem)').matches ? NARROW : WIDE)[this.name()]);

  choose(name: string): void {
    this.chosen.set(toSize(name));
    writeStored(lastingStorage, KEY, this.name());
  }
}

function toSize(name: string | undefined): SizeName {
  return CHOICES.find((choice) => choice.value === name)?.value ?? 'medium';
}
