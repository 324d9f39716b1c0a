import { Component, computed, input, output } from '@angular/core';

import type { Job } from '../api/generated/models/job';
import { phaseWords, stepWords, timeLeftWords } from '../api/phase-words';
import { formatFacts } from '../ui/format/facts';
import { formatPercent } from '../ui/format/percent';
import { Icon } from '../ui/icon';
import { PictureFrame } from '../ui/picture-frame';
import { ProgressBar } from '../ui/progress-bar';

/** Pixels of the picture's width that a preview is out of focus at the very beginning. */
const BLUR_PX = 14;

/** A job under way: the preview sharpening, how far it is, and the way out. */
@Component({
  selector: 'app-job-progress',
  imports: [Icon, PictureFrame, ProgressBar],
  template: `
    <app-picture-frame [width]="size().width" [height]="size().height" [glowing]="running()">
      @if (job().preview_url; as url) {
        <img [src]="url" [style.filter]="blur()" i18n-alt alt="Preview of the picture being made" />
      } @else {
        <div class="skeleton"></div>
      }
    </app-picture-frame>
    <div class="status">
      <app-progress-bar i18n-label label="Progress" [fraction]="fraction()" [text]="spoken()" />
      <div class="line">
        <span class="percent">{{ fraction() === undefined ? '–' : percent() }}</span>
        <span class="words">
          <span>{{ words() }}</span>
          @if (details()) {
            <span class="muted">{{ details() }}</span>
          }
        </span>
        <button
          type="button"
          class="button small"
          i18n-aria-label
          aria-label="Cancel"
          aria-keyshortcuts="Escape"
          [attr.aria-disabled]="job().cancel_requested || null"
          (click)="cancelled.emit()"
        >
          <app-icon name="close" /><span i18n>Cancel</span>
        </button>
      </div>
    </div>
  `,
  styleUrl: './job-progress.css',
})
export class JobProgress {
  readonly job = input.required<Job>();
  readonly cancelled = output();

  protected readonly size = computed(() => {
    const { width, height } = this.job().request;
    return typeof width === 'number' && typeof height === 'number'
      ? { width, height }
      : { width: 1, height: 1 };
  });
  protected readonly running = computed(() => this.job().status !== 'pending');
  protected readonly fraction = computed(() => {
    const { status, progress } = this.job();
    if (status === 'completed') return 1;
    return status === 'processing' ? progress?.fraction : undefined;
  });
  protected readonly percent = computed(() => formatPercent(this.fraction() ?? 0));
  protected readonly words = computed(() => phaseWords(this.job()));
  protected readonly details = computed(() => formatFacts(stepWords(this.job()), timeLeftWords(this.job())));
  protected readonly spoken = computed(() =>
    [this.fraction() === undefined ? undefined : this.percent(), this.words(), this.details()]
      .filter(Boolean)
      .join(', '),
  );
  protected readonly blur = computed(() => {
    const left = 1 - (this.fraction() ?? 0);
    return `blur(${(BLUR_PX * left * left).toFixed(1)}px)`;
  });
}
