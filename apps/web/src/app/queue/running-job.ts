import { Component, computed, input, output } from '@angular/core';

import type { Job } from '../api/generated/models/job';
import { phaseWords, stepWords, timeLeftWords } from '../api/phase-words';
import { formatPercent } from '../ui/format/percent';
import { Icon } from '../ui/icon';
import { ProgressBar } from '../ui/progress-bar';
import { promptOf } from './job-facts';
import { JobInputs } from './job-inputs';

/** A job under way: preview, progress and the way out. */
@Component({
  selector: 'app-running-job',
  imports: [Icon, JobInputs, ProgressBar],
  template: `
    <div class="preview">
      @if (job().preview_url; as url) {
        <img [src]="url" i18n-alt alt="Preview of the picture being made" />
      } @else {
        <div class="skeleton"></div>
      }
    </div>
    <div class="body">
      <div>
        <p class="prompt">{{ prompt() }}</p>
        <p class="facts">{{ facts() }}</p>
        <app-job-inputs [job]="job()" />
      </div>
      <app-progress-bar [label]="progressWords()" [fraction]="job().progress?.fraction" [text]="words()" />
      <div class="line">
        <span class="words">
          @if (job().progress; as progress) {
            <strong>{{ percent(progress.fraction) }}</strong>
          }
          {{ words() }}
        </span>
        <button
          type="button"
          class="button small"
          [attr.aria-label]="cancelWords()"
          [attr.aria-disabled]="job().cancel_requested || null"
          (click)="job().cancel_requested || cancelled.emit()"
        >
          <app-icon name="close" /><span i18n>{job().cancel_requested, select,
            true {Cancelling …}
            other {Cancel}
          }</span>
        </button>
      </div>
    </div>
  `,
  styleUrl: './running-job.css',
})
export class RunningJob {
  readonly job = input.required<Job>();
  readonly facts = input.required<string>();
  readonly cancelled = output();

  protected readonly percent = formatPercent;
  protected readonly prompt = computed(() => promptOf(this.job()));
  protected readonly words = computed(() =>
    [phaseWords(this.job()), stepWords(this.job()), timeLeftWords(this.job())].filter(Boolean).join(' · '),
  );

  protected progressWords(): string {
    return $localize`Progress: ${this.prompt()}:prompt:`;
  }

  protected cancelWords(): string {
    return $localize`Cancel: ${this.prompt()}:prompt:`;
  }
}
