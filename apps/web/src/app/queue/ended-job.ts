import { Component, computed, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';

import { failureWords } from '../api/failure-words';
import type { Job } from '../api/generated/models/job';
import { formatDateTime } from '../ui/format/date';
import { formatElapsed } from '../ui/format/duration';
import { formatFacts } from '../ui/format/facts';
import { Icon } from '../ui/icon';
import { promptOf, secondsTaken } from './job-facts';
import { JobInputs } from './job-inputs';

/** A job that is over: what came of it, and the way to have it again. */
@Component({
  selector: 'app-ended-job',
  imports: [Icon, JobInputs, RouterLink],
  template: `
    @if (job().images[0]; as image) {
      <a class="thumbnail" [routerLink]="['/gallery', image.id]" [attr.aria-label]="openWords()">
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
      <app-job-inputs [job]="job()" />
      @if (job().error; as error) {
        <p class="error">{{ failureWords(error.code) }}: {{ error.message }}</p>
      }
    </div>
    <div class="actions">
      <a
        class="button quiet icon small"
        routerLink="/"
        [queryParams]="{ job: job().id }"
        [attr.aria-label]="useWords()"
        i18n-title
        title="Use these settings"
      >
        <app-icon name="sliders" />
      </a>
      @if (job().status === 'completed') {
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
      } @else {
        <button
          type="button"
          class="button quiet icon small"
          [attr.aria-label]="retryWords()"
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
        [attr.aria-label]="removeWords()"
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

  protected readonly failureWords = failureWords;
  protected readonly prompt = computed(() => promptOf(this.job()));
  protected readonly outcome = computed(() => {
    const job = this.job();
    const seconds = secondsTaken(job);
    const word = { completed: undefined, failed: $localize`Failed`, cancelled: $localize`Cancelled` }[
      job.status as 'completed'
    ];
    return formatFacts(
      word,
      this.facts(),
      job.status === 'completed' && seconds !== undefined && formatElapsed(seconds),
      formatDateTime(job.completed_at ?? job.created_at),
    );
  });

  protected openWords(): string {
    const count = this.job().images.length;
    return count === 1
      ? $localize`Open: ${this.prompt()}:prompt:`
      : $localize`Open, ${count}:count: pictures: ${this.prompt()}:prompt:`;
  }

  protected useWords(): string {
    return $localize`Use these settings: ${this.prompt()}:prompt:`;
  }

  protected duplicateWords(): string {
    return $localize`Duplicate with a new seed: ${this.prompt()}:prompt:`;
  }

  protected retryWords(): string {
    return $localize`Try again: ${this.prompt()}:prompt:`;
  }

  protected removeWords(): string {
    return $localize`Take off the list: ${this.prompt()}:prompt:`;
  }
}
