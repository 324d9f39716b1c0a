import { Component, computed, DestroyRef, inject, input, output } from '@angular/core';

import { ModelStore } from '../api/model-store';
import { Icon } from '../ui/icon';

/** Typing is not interrupted by a search for every letter. */
const PAUSE_MS = 250;

const TIMES = [
  { days: undefined, label: $localize`Any time` },
  { days: '1', label: $localize`Last 24 hours` },
  { days: '7', label: $localize`Last 7 days` },
  { days: '30', label: $localize`Last 30 days` },
] as const;

/** What stands in the address: each is a text or not there. */
export interface GalleryQuery {
  readonly q?: string | undefined;
  readonly model?: string | undefined;
  readonly favourite?: string | undefined;
  readonly days?: string | undefined;
}

/** Which pictures are shown. */
@Component({
  selector: 'app-filter-bar',
  imports: [Icon],
  template: `
    <div class="search">
      <app-icon name="search" />
      <input
        class="input"
        type="search"
        i18n-aria-label
        aria-label="Search the prompts"
        i18n-placeholder
        placeholder="Search"
        [value]="query().q ?? ''"
        (input)="type($event)"
      />
    </div>
    <select
      class="input"
      i18n-aria-label
      aria-label="Model"
      [value]="query().model ?? ''"
      (change)="choose('model', $event)"
    >
      <option value="" i18n-label label="All models"></option>
      @for (model of models(); track model.id) {
        <option [value]="model.id" [label]="model.label" [selected]="model.id === query().model"></option>
      }
    </select>
    <select
      class="input"
      i18n-aria-label
      aria-label="Made"
      [value]="query().days ?? ''"
      (change)="choose('days', $event)"
    >
      @for (time of times; track time.label) {
        <option
          [value]="time.days ?? ''"
          [label]="time.label"
          [selected]="time.days === query().days"
        ></option>
      }
    </select>
    <button
      type="button"
      class="button icon"
      i18n-aria-label
      aria-label="Favourites only"
      i18n-title
      title="Favourites only"
      [attr.aria-pressed]="query().favourite === 'true'"
      (click)="changed.emit({ favourite: query().favourite === 'true' ? undefined : 'true' })"
    >
      <app-icon name="heart" [filled]="query().favourite === 'true'" />
    </button>
  `,
  styles: `
    :host {
      display: flex;
      gap: var(--space-2);
    }
    .search {
      position: relative;
      flex: 1;
      max-width: 28rem;
    }
    .search app-icon {
      position: absolute;
      top: 50%;
      left: var(--space-3);
      color: var(--text-3);
      translate: 0 -50%;
    }
    .search .input {
      padding-left: calc(var(--space-6) + var(--space-2));
    }
    select {
      width: auto;
      max-width: 14rem;
    }
    .button[aria-pressed='true'] {
      background: var(--surface-3);
    }
    @media (width < 48rem) {
      :host {
        display: grid;
        grid-template-columns: 1fr 1fr auto;
      }
      .search {
        grid-column: 1 / -1;
        max-width: none;
      }
      select {
        width: 100%;
      }
    }
  `,
})
export class FilterBar {
  private readonly store = inject(ModelStore);
  readonly query = input.required<GalleryQuery>();
  readonly changed = output<GalleryQuery>();

  protected readonly times = TIMES;
  protected readonly models = computed(() => this.store.models());
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    inject(DestroyRef).onDestroy(() => clearTimeout(this.timer));
  }

  protected type(event: Event): void {
    const q = (event.target as HTMLInputElement).value.trim();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.changed.emit({ q: q === '' ? undefined : q }), PAUSE_MS);
  }

  protected choose(name: 'model' | 'days', event: Event): void {
    const value = (event.target as HTMLSelectElement).value;
    this.changed.emit({ [name]: value === '' ? undefined : value });
  }
}
