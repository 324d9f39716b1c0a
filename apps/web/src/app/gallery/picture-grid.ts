import {
  afterNextRender,
  Component,
  computed,
  DestroyRef,
  effect,
  ElementRef,
  inject,
  Injector,
  input,
  output,
  signal,
  untracked,
} from '@angular/core';

import type { ImageKey } from '../api/image-key';
import type { Image } from '../api/generated/models/image';
import { formatDay } from '../ui/format/date';
import { layOutGrid, neighbourOf, rowsBetween } from './grid-layout';
import { PictureCell } from './picture-cell';

const HEADING_PX = 44;
const GAP_PX = 12;
/** The margins of a phone are narrow, and so is its gap. */
const NARROW_PX = 640;
const NARROW_GAP_PX = 6;
/** Drawn beyond the edges of the screen, so that scrolling finds pictures and not holes. */
const AHEAD_PX = 900;
/** The part that is drawn moves in steps, not with every pixel. */
const STEP_PX = 200;

export interface PictureChoice {
  readonly id: string;
  /** Everything from the last chosen one to this one. */
  readonly range: boolean;
}

/** Pictures, under the days on which they were made where they are ordered so. Only what is near the screen is in the document. */
@Component({
  selector: 'app-picture-grid',
  imports: [PictureCell],
  template: `
    @if (dayInSight(); as time) {
      <p class="in-sight" aria-hidden="true">{{ day(time) }}</p>
    }
    @for (row of rows(); track row.key) {
      @if (row.kind === 'day') {
        <h2 [style.translate]="'0 ' + row.top + 'px'">{{ day(row.day) }}</h2>
      } @else {
        <ul
          [style.translate]="'0 ' + row.top + 'px'"
          [style.grid-template-columns]="'repeat(' + layout().columns + ', minmax(0, 1fr))'"
          [style.gap.px]="gap()"
        >
          @for (key of keys().slice(row.from, row.to); track key.id) {
            <li [style.height.px]="layout().cell" [attr.data-picture]="key.id">
              @if (find()(key.id); as image) {
                <app-picture-cell
                  [image]="image"
                  [selecting]="selecting()"
                  [selected]="selected().has(key.id)"
                  (picked)="picked.emit({ id: key.id, range: $event })"
                />
              } @else {
                <div class="skeleton"></div>
              }
            </li>
          }
        </ul>
      }
    }
  `,
  styles: `
    :host {
      position: relative;
      display: block;
    }
    h2,
    ul {
      position: absolute;
      inset: 0 0 auto;
    }
    h2 {
      display: flex;
      align-items: center;
      height: 2.25rem;
      color: var(--text-2);
      font-size: var(--type-2);
      font-weight: var(--weight-medium);
      letter-spacing: normal;
    }
    ul {
      display: grid;
    }
    .in-sight {
      position: sticky;
      z-index: 2;
      top: var(--space-2);
      justify-self: start;
      width: max-content;
      padding: var(--space-1) var(--space-3);
      border: 1px solid var(--hairline-strong);
      border-radius: var(--radius-round);
      background: var(--surface-2);
      color: var(--text-2);
      font-size: var(--type-2);
      pointer-events: none;
    }
    li {
      min-width: 0;
    }
    .skeleton {
      height: 100%;
    }
  `,
  host: {
    '[style.height.px]': 'layout().height',
    '(window:scroll)': 'look()',
    '(window:resize)': 'look()',
    '(keydown)': 'press($event)',
  },
})
export class PictureGrid {
  readonly keys = input.required<readonly ImageKey[]>();
  /** What is known of a picture; undefined until it has come. */
  readonly find = input.required<(id: string) => Image | undefined>();
  /** Least width of a column in pixels. */
  readonly columnWidth = input.required<number>();
  /** Under headings, one for each day; else without any. */
  readonly byDay = input(true);
  readonly selecting = input(false);
  readonly selected = input<ReadonlySet<string>>(new Set());
  readonly picked = output<PictureChoice>();
  /** The pictures in sight, and a little around them. */
  readonly seen = output<readonly string[]>();

  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  private readonly injector = inject(Injector);
  private readonly width = signal(0);
  private readonly screen = signal({ top: 0, bottom: 0 });

  protected readonly day = (timeMs: number): string => formatDay(new Date(timeMs).toISOString());
  protected readonly gap = computed(() => (this.width() < NARROW_PX ? NARROW_GAP_PX : GAP_PX));
  protected readonly layout = computed(() =>
    layOutGrid(this.width() === 0 ? [] : this.keys(), {
      width: this.width(),
      columnWidth: this.columnWidth(),
      gap: this.gap(),
      headingHeight: this.byDay() ? HEADING_PX : 0,
    }),
  );
  /** Between two headings that are far apart, the day of what is at the top of the screen. */
  protected readonly dayInSight = computed(() => {
    const { top } = this.screen();
    const row = rowsBetween(this.layout(), top, top + HEADING_PX).at(0);
    return this.byDay() && top > 0 && row?.kind === 'pictures' ? this.keys()[row.from]?.createdAt : undefined;
  });
  protected readonly rows = computed(() =>
    rowsBetween(this.layout(), this.screen().top - AHEAD_PX, this.screen().bottom + AHEAD_PX),
  );

  constructor() {
    effect(() => {
      const keys = this.keys();
      const ids = this.rows().flatMap((row) =>
        row.kind === 'day' ? [] : keys.slice(row.from, row.to).map(({ id }) => id),
      );
      untracked(() => this.seen.emit(ids));
    });
    const observer = new ResizeObserver(() => this.look());
    afterNextRender(() => observer.observe(this.element));
    inject(DestroyRef).onDestroy(() => observer.disconnect());
  }

  /** Arrow keys go from picture to picture; with shift they choose on the way. */
  protected press(event: KeyboardEvent): void {
    const from = (event.target as HTMLElement).closest('li')?.dataset['picture'];
    if (from === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    const index = this.keys().findIndex(({ id }) => id === from);
    const next = neighbourOf(this.layout(), index, event.key);
    const to = next === undefined ? undefined : this.keys()[next]?.id;
    if (to === undefined) return;
    event.preventDefault();
    if (!event.shiftKey) return this.focus(to);
    if (!this.selected().has(from)) this.picked.emit({ id: from, range: false });
    this.picked.emit({ id: to, range: true });
    // Links become buttons when the choosing begins.
    afterNextRender(() => this.focus(to), { injector: this.injector });
  }

  private focus(id: string): void {
    this.element.querySelector<HTMLElement>(`[data-picture="${id}"] .cell`)?.focus();
  }

  protected look(): void {
    this.width.set(this.element.clientWidth);
    const top = Math.floor(-this.element.getBoundingClientRect().top / STEP_PX) * STEP_PX;
    const bottom = top + innerHeight + STEP_PX;
    if (top !== this.screen().top || bottom !== this.screen().bottom) this.screen.set({ top, bottom });
  }
}
