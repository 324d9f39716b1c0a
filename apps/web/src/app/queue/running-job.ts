import { Component, computed, input, output } from '@angular/core';

import type { Job } from '../api/generated/models/job';
import { phaseWords, stepWords, timeLeftWords } from '../api/phase-words';
import { formatFacts } from '../ui/format/facts';
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
    <div class="about">
      <p class="prompt">{{ prompt() }}</p>
      <p class="facts">{{ facts() }}</p>
      <app-job-inputs [job]="job()" />
    </div>
    <app-progress-bar [label]="progressWords()" [fraction]="job().progress?.fraction" [text]="words()" />
    <p class="words">
      @if (job().progress; as progress) {
        <strong>{{ percent(progress.fraction) }}</strong>
      }
      {{ words() }}
    </p>
    <button
      type="button"
      class="button small"
      [attr.aria-label]="cancelWords()"
      [attr.aria-disabled]="job().cancel_requested || null"
      (click)="job().cancel_requested || cancelled.emit()"
    >
      <app-icon name="close" /><span i18n>Cancel</span>
    </button>
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
    formatFacts(phaseWords(this.job()), stepWords(this.job()), timeLeftWords(this.job())),
  );

  protected progressWords(): string {
    return $localize`Progress: ${this.prompt()}:prompt:`;
  }

  protected cancelWords(): string {
    return $localize`Cancel: ${this.prompt()}:prompt:`;
  }
}
