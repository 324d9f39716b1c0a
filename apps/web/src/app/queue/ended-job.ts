import { Component, computed, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';

import type { Job } from '../api/generated/models/job';
import { formatDateTime } from '../ui/format/date';
import { formatElapsed } from '../ui/format/duration';
import { Icon } from '../ui/icon';
import { promptOf, secondsTaken } from './job-facts';

/** A job that is over: what came of it, and the way to have it again. */
@Component({
  selector: 'app-ended-job',
  imports: [Icon, RouterLink],
  template: `
    @if (job().images[0]; as image) {
      <a
        class="thumbnail"
        [routerLink]="['/gallery', image.id]"
        i18n-aria-label
        aria-label="Open: {{ prompt() }}"
      >
        <img [src]="image.thumbnail_url" alt="" width="56" height="56" loading="lazy" />
        @if (job().images.length > 1) {
          <span class="count">{{ job().images.length }}</span>
        }
      </a>
    } @else {
      <span class="thumbnail empty" [class.failed]="job().status === 'failed'">
        <app-icon
          [name]="job().status === 'failed' ? 'alert' : job().status === 'cancelled' ? 'close' : 'gallery'"
        />
      </span>
    }
    <div class="words">
      <p class="prompt">{{ prompt() }}</p>
      <p class="facts">{{ outcome() }}</p>
      @if (job().error; as error) {
        <p class="error">{{ error.message }}</p>
      }
    </div>
    <div class="actions">
      <a
        class="button quiet icon small"
        routerLink="/"
        [queryParams]="{ job: job().id }"
        i18n-aria-label
        aria-label="Use these settings: {{ prompt() }}"
        i18n-title
        title="Use these settings"
      >
        <app-icon name="sliders" />
      </a>
      @if (job().status === 'completed') {
        <button
          type="button"
          class="button quiet icon small"
          i18n-aria-label
          aria-label="Duplicate with a new seed: {{ prompt() }}"
          i18n-title
          title="Duplicate with a new seed"
          (click)="duplicated.emit()"
        >
          <app-icon name="copy" />
        </button>
      } @else {
        <button
          type="button"
          class="button quiet icon small"
          i18n-aria-label
          aria-label="Try again: {{ prompt() }}"
          i18n-title
          title="Try again"
          (click)="retried.emit()"
        >
          <app-icon name="repeat" />
        </button>
      }
      <button
        type="button"
        class="button quiet icon small"
        i18n-aria-label
        aria-label="Take off the list: {{ prompt() }}"
        i18n-title
        title="Take off the list; its pictures stay"
        (click)="removed.emit()"
      >
        <app-icon name="close" />
      </button>
    </div>
  `,
  styleUrl: './job-row.css',
})
export class EndedJob {
  readonly job = input.required<Job>();
  readonly facts = input.required<string>();
  readonly duplicated = output();
  readonly retried = output();
  readonly removed = output();

  protected readonly prompt = computed(() => promptOf(this.job()));
  protected readonly outcome = computed(() => {
    const job = this.job();
    const seconds = secondsTaken(job);
    const word = { completed: undefined, failed: $localize`Failed`, cancelled: $localize`Cancelled` }[
      job.status as 'completed'
    ];
    return [
      word,
      this.facts(),
      job.status === 'completed' && seconds !== undefined && formatElapsed(seconds),
      formatDateTime(job.completed_at ?? job.created_at),
    ]
      .filter(Boolean)
      .join(' · ');
  });
}
