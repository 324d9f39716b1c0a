import { Component, computed, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';

import type { Job } from '../api/generated/models/job';
import { formatTime } from '../ui/format/date';
import { formatDuration } from '../ui/format/duration';
import { formatFacts } from '../ui/format/facts';
import { Icon } from '../ui/icon';
import { VerticalDrag } from '../ui/vertical-drag';
import { promptOf } from './job-facts';
import { JobInputs } from './job-inputs';

/** Where a row can be sent without dragging it. */
export type Step = 'up' | 'down' | 'first' | 'last';

const STEPS: Readonly<Record<string, Step>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'first',
  End: 'last',
};

/** A job that waits: its place, what it is, and what can be done with it. */
@Component({
  selector: 'app-waiting-job',
  imports: [Icon, JobInputs, RouterLink, VerticalDrag],
  template: `
    <button
      type="button"
      class="grip"
      appVerticalDrag
      [attr.aria-label]="placeWords()"
      [attr.aria-describedby]="helpId()"
      aria-keyshortcuts="ArrowUp ArrowDown Home End"
      (keydown)="press($event)"
      (dragged)="dragged.emit($event)"
      (released)="released.emit($event)"
    >
      <app-icon name="grip" />
      <span>{{ place() }}</span>
    </button>
    <div class="words">
      <p class="prompt">{{ prompt() }}</p>
      <p class="facts">{{ told() }}</p>
      <app-job-inputs [job]="job()" />
    </div>
    <div class="actions">
      <button
        type="button"
        class="button quiet icon small"
        [attr.aria-label]="moveUpWords()"
        i18n-title
        title="Move up"
        [disabled]="first()"
        (click)="stepped.emit('up')"
      >
        <app-icon name="up" />
      </button>
      <button
        type="button"
        class="button quiet icon small"
        [attr.aria-label]="moveDownWords()"
        i18n-title
        title="Move down"
        [disabled]="last()"
        (click)="stepped.emit('down')"
      >
        <app-icon name="down" />
      </button>
      <a
        class="button quiet icon small"
        routerLink="/"
        [queryParams]="{ edit: job().id }"
        [attr.aria-label]="editWords()"
        i18n-title
        title="Edit"
      >
        <app-icon name="edit" />
      </a>
      <button
        type="button"
        class="button quiet icon small"
        [attr.aria-label]="duplicateWords()"
        i18n-title
        title="Duplicate with a new seed"
        (click)="duplicated.emit()"
      >
        <app-icon name="copy" />
      </button>
      <button
        type="button"
        class="button quiet icon small"
        [attr.aria-label]="cancelWords()"
        i18n-title
        title="Cancel"
        (click)="cancelled.emit()"
      >
        <app-icon name="close" />
      </button>
    </div>
  `,
  styleUrl: './job-row.css',
})
export class WaitingJob {
  readonly job = input.required<Job>();
  readonly facts = input.required<string>();
  readonly place = input.required<number>();
  readonly first = input.required<boolean>();
  readonly last = input.required<boolean>();
  /** Whether its lane is paused. */
  readonly held = input(false);
  /** The element that says how a row is moved. */
  readonly helpId = input.required<string>();
  readonly stepped = output<Step>();
  /** How far it is carried, in pixels. */
  readonly dragged = output<number>();
  readonly released = output<boolean>();
  readonly cancelled = output();
  readonly duplicated = output();

  protected readonly prompt = computed(() => promptOf(this.job()));
  protected readonly told = computed(() => formatFacts(this.facts(), this.when()));
  private readonly when = computed(() => {
    const seconds = this.job().seconds_left;
    if (seconds === null) return $localize`since ${formatTime(this.job().created_at)}:time:`;
    const duration = formatDuration(seconds);
    return this.held()
      ? $localize`done ${duration}:duration: after resuming`
      : $localize`done in ${duration}:duration:`;
  });

  protected press(event: KeyboardEvent): void {
    const step = STEPS[event.key];
    if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.stepped.emit(step);
  }

  protected placeWords(): string {
    return $localize`Place ${this.place()}:place:: ${this.prompt()}:prompt:`;
  }

  protected moveUpWords(): string {
    return $localize`Move up: ${this.prompt()}:prompt:`;
  }

  protected moveDownWords(): string {
    return $localize`Move down: ${this.prompt()}:prompt:`;
  }

  protected editWords(): string {
    return $localize`Edit: ${this.prompt()}:prompt:`;
  }

  protected duplicateWords(): string {
    return $localize`Duplicate with a new seed: ${this.prompt()}:prompt:`;
  }

  protected cancelWords(): string {
    return $localize`Cancel: ${this.prompt()}:prompt:`;
  }
}
