import {
  afterNextRender,
  Component,
  computed,
  effect,
  ElementRef,
  inject,
  Injector,
  input,
  output,
  signal,
  untracked,
} from '@angular/core';

import type { Job } from '../api/generated/models/job';
import type { JobMove } from '../api/generated/models/job-move';
import type { Model } from '../api/generated/models/model';
import { jobFacts, promptOf } from './job-facts';
import { inOrder, moveBetween, placeAt, withMoved } from './reorder';
import { WaitingJob, type Step } from './waiting-job';

export interface PlaceChange {
  readonly job: Job;
  readonly move: JobMove;
}

/** A row on its way to another place. */
interface Carried {
  readonly from: number;
  readonly to: number;
  /** How far it is carried, in pixels. */
  readonly by: number;
  readonly height: number;
  /** Of all rows as they lay at first, in pixels of the page. */
  readonly middles: readonly number[];
}

/** A wish that the studio has not fulfilled by then was refused. */
const WISH_MS = 2000;

let lists = 0;

/** The jobs that wait for one backend, in their order, which is changed by dragging, by keys or with buttons. */
@Component({
  selector: 'app-waiting-list',
  imports: [WaitingJob],
  template: `
    <p i18n class="visually-hidden" [id]="helpId">
      Drag it, or press the up and down arrow keys; Home and End take it to the first and the last place.
    </p>
    <p class="visually-hidden" role="status">{{ told() }}</p>
    <ol [class.carrying]="carried()">
      @for (job of shown(); track job.id) {
        <li [class.carried]="carried()?.from === $index" [style.translate]="shift($index)">
          <app-waiting-job
            [job]="job"
            [facts]="facts(job)"
            [place]="places()[$index] ?? $index + 1"
            [first]="$first"
            [last]="$last"
            [held]="held()"
            [helpId]="helpId"
            (stepped)="step($index, $event)"
            (dragged)="carry($index, $event)"
            (released)="put($event)"
            (cancelled)="cancelled.emit(job)"
            (duplicated)="duplicated.emit(job)"
          />
        </li>
      }
    </ol>
  `,
  styles: `
    ol {
      border: 1px solid var(--hairline);
      border-radius: var(--radius-3);
    }
    li + li {
      border-top: 1px solid var(--hairline);
    }
    .carrying {
      user-select: none;
    }
    .carrying li:not(.carried) {
      transition: translate var(--fast) var(--ease);
    }
    .carried {
      position: relative;
      z-index: 1;
      border-radius: var(--radius-2);
      background: var(--surface-3);
      outline: 1px solid var(--accent-line);
    }
  `,
})
export class WaitingList {
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  private readonly injector = inject(Injector);

  readonly jobs = input.required<readonly Job[]>();
  readonly models = input.required<readonly Model[]>();
  /** Whether the lane is paused. */
  readonly held = input(false);
  readonly moved = output<PlaceChange>();
  readonly cancelled = output<Job>();
  readonly duplicated = output<Job>();

  protected readonly helpId = `reorder-help-${(lists += 1)}`;
  protected readonly carried = signal<Carried | undefined>(undefined);
  /** For those who don't see the row move. */
  protected readonly told = signal('');
  /** The order that was asked for last, until the studio has it. */
  private readonly wish = signal<readonly string[] | undefined>(undefined);
  private wishTimer: ReturnType<typeof setTimeout> | undefined;

  protected readonly shown = computed(() => inOrder(this.jobs(), this.wish()));
  /** The places in the lane that these jobs share among them: a filter may show only some of it. */
  protected readonly places = computed(() =>
    this.jobs()
      .flatMap((job) => job.position ?? [])
      .sort((a, b) => a - b),
  );
  private readonly ids = computed(() => this.shown().map((job) => job.id));

  constructor() {
    let before = '';
    effect(() => {
      const given = this.jobs().map((job) => job.id);
      const wish = untracked(this.wish);
      if (wish !== undefined && given.join() === wish.join()) this.wish.set(undefined);
      // What is carried over a list that has changed would land elsewhere.
      const members = given.toSorted().join();
      if (members !== before) this.carried.set(undefined);
      before = members;
    });
  }

  protected facts(job: Job): string {
    return jobFacts(job, this.models());
  }

  protected shift(index: number): string | null {
    const carried = this.carried();
    if (carried === undefined) return null;
    const { from, to, by, height } = carried;
    if (index === from) return `0 ${by}px`;
    if (index > from && index <= to) return `0 ${-height}px`;
    return index < from && index >= to ? `0 ${height}px` : null;
  }

  protected step(index: number, step: Step): void {
    const last = this.shown().length - 1;
    const to = { up: index - 1, down: index + 1, first: 0, last }[step];
    const row = this.host.querySelectorAll('li')[index];
    const pressed = document.activeElement;
    this.move(index, to);
    // On its way the row leaves the document for a moment, and the focus with it.
    const focus = () => {
      const isUsable = pressed instanceof HTMLButtonElement && !pressed.disabled;
      (isUsable ? pressed : row?.querySelector<HTMLElement>('.grip'))?.focus();
    };
    afterNextRender({ write: focus }, { injector: this.injector });
  }

  protected carry(from: number, by: number): void {
    const { height, middles } = this.carried() ?? this.measure(from);
    this.carried.set({ from, to: placeAt(middles, from, (middles[from] ?? 0) + by), by, height, middles });
  }

  protected put(isPut: boolean): void {
    const carried = this.carried();
    this.carried.set(undefined);
    if (isPut && carried !== undefined) this.move(carried.from, carried.to);
  }

  private move(from: number, to: number): void {
    const job = this.shown()[from];
    const move = moveBetween(this.ids(), from, to);
    if (job === undefined || move === undefined) return;
    this.wish.set(withMoved(this.ids(), from, to));
    clearTimeout(this.wishTimer);
    this.wishTimer = setTimeout(() => this.wish.set(undefined), WISH_MS);
    const [place, count] = [this.places()[to] ?? to + 1, this.shown().length];
    this.told.set($localize`${promptOf(job)}:prompt:: now in place ${place}:place: of ${count}:count:`);
    this.moved.emit({ job, move });
  }

  private measure(from: number): { height: number; middles: readonly number[] } {
    const boxes = [...this.host.querySelectorAll('li')].map((row) => row.getBoundingClientRect());
    return {
      height: boxes[from]?.height ?? 0,
      middles: boxes.map(({ top, height }) => top + height / 2 + scrollY),
    };
  }
}
