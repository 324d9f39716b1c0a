import { Component, computed, DestroyRef, inject, input, output, resource } from '@angular/core';

import type { ImageValues } from '../api/generated/models/image-values';
import { ModelStore } from '../api/model-store';
import { StudioApi } from '../api/studio-api';
import { Icon } from '../ui/icon';
import { BETWEEN, type GalleryQuery } from './gallery-query';

/** Typing is not interrupted by a search for every letter. */
const PAUSE_MS = 250;

const TIMES = [
  { days: undefined, label: $localize`Any time` },
  { days: '1', label: $localize`Last 24 hours` },
  { days: '7', label: $localize`Last 7 days` },
  { days: '30', label: $localize`Last 30 days` },
  { days: BETWEEN, label: $localize`Between two days` },
] as const;

const ORDERS = [
  { sort: undefined, label: $localize`Newest first` },
  { sort: 'oldest', label: $localize`Oldest first` },
  { sort: 'model', label: $localize`By model` },
  { sort: 'size', label: $localize`Largest files first` },
] as const;

const NO_VALUES: ImageValues = { models: [], backends: [], sizes: [] };

/** Which pictures are shown, and in which order. What can be chosen is what pictures of the gallery have. */
@Component({
  selector: 'app-filter-bar',
  imports: [Icon],
  templateUrl: './filter-bar.html',
  styleUrl: './filter-bar.css',
  host: { '(focusin)': 'renew($event)' },
})
export class FilterBar {
  private readonly api = inject(StudioApi);
  private readonly store = inject(ModelStore);
  readonly query = input.required<GalleryQuery>();
  readonly changed = output<GalleryQuery>();

  protected readonly times = TIMES;
  protected readonly orders = ORDERS;
  protected readonly between = BETWEEN;
  private readonly found = resource({ loader: () => this.api.imageValues() });
  private readonly values = computed(() => (this.found.hasValue() ? this.found.value() : NO_VALUES));
  protected readonly models = computed(() => {
    const labels = new Map(this.store.models().map(({ id, label }) => [id, label]));
    return withChosen(this.values().models, this.query().model).map((value) => ({
      value,
      label: labels.get(value) ?? value,
    }));
  });
  /** One that is gone has no name any more. */
  protected readonly backends = computed(() => {
    const names = new Map(this.store.models().map(({ backend }) => [backend.id, backend.name]));
    return withChosen(this.values().backends, this.query().backend).map((value) => ({
      value,
      label: names.get(value) ?? value,
    }));
  });
  protected readonly sizes = computed(() => {
    const sizes = this.values().sizes.map(({ width, height }) => `${width}x${height}`);
    return withChosen(sizes, this.query().size).map((value) => ({
      value,
      label: value.replace('x', ' × '),
    }));
  });
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    inject(DestroyRef).onDestroy(() => clearTimeout(this.timer));
  }

  /** Pictures come and go: whoever comes to choose finds what there is now. */
  protected renew({ relatedTarget, currentTarget }: FocusEvent): void {
    const isInside = (currentTarget as HTMLElement).contains(relatedTarget as Node | null);
    if (!isInside) this.found.reload();
  }

  protected type(event: Event): void {
    const q = (event.target as HTMLInputElement).value.trim();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.changed.emit({ q: q === '' ? undefined : q }), PAUSE_MS);
  }

  protected choose(name: Exclude<keyof GalleryQuery, 'q' | 'favourite'>, event: Event): void {
    const value = (event.target as HTMLSelectElement | HTMLInputElement).value;
    const isOtherTime = name === 'days' && value !== BETWEEN;
    this.changed.emit({
      [name]: value === '' ? undefined : value,
      ...(isOtherTime && { from: undefined, to: undefined }),
    });
  }
}

/** What stands in the address can be seen, whether or not there is such a picture. */
function withChosen(values: readonly string[], chosen: string | undefined): readonly string[] {
  return chosen === undefined || values.includes(chosen) ? values : [...values, chosen];
}
