import { Component, computed, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';

import type { Job } from '../api/generated/models/job';
import { formatTime } from '../ui/format/date';
import { Icon } from '../ui/icon';
import { promptOf } from './job-facts';

/** A job that waits: its place, what it is, and what can be done with it. */
@Component({
  selector: 'app-waiting-job',
  imports: [Icon, RouterLink],
  template: `
    <span class="place" aria-hidden="true">{{ place() }}</span>
    <div class="words">
      <p class="prompt">{{ prompt() }}</p>
      <p class="facts">{{ facts() }} · since {{ time(job().created_at) }}</p>
    </div>
    <div class="actions">
      <ng-content />
      <a
        class="button quiet icon small"
        routerLink="/"
        [queryParams]="{ job: job().id }"
        [attr.aria-label]="'Use these settings: ' + prompt()"
        title="Use these settings"
      >
        <app-icon name="sliders" />
      </a>
      <button
        type="button"
        class="button quiet icon small"
        [attr.aria-label]="'Duplicate with a new seed: ' + prompt()"
        title="Duplicate with a new seed"
        (click)="duplicated.emit()"
      >
        <app-icon name="copy" />
      </button>
      <button
        type="button"
        class="button quiet icon small"
        [attr.aria-label]="'Cancel: ' + prompt()"
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
  readonly cancelled = output();
  readonly duplicated = output();

  protected readonly time = formatTime;
  protected readonly prompt = computed(() => promptOf(this.job()));
}
