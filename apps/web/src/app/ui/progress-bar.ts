import { Component, computed, input } from '@angular/core';

import { percentOf } from './format/percent';

/** A thin neon line. Without a fraction it says "at work" and no more. */
@Component({
  selector: 'app-progress-bar',
  template: `
    <div
      class="track"
      role="progressbar"
      aria-valuemin="0"
      aria-valuemax="100"
      [attr.aria-label]="label()"
      [attr.aria-valuenow]="percent()"
      [attr.aria-valuetext]="text() || null"
    >
      <div class="fill" [class.unknown]="percent() === null" [style.width.%]="percent() ?? 30"></div>
    </div>
  `,
  styles: `
    :host {
      display: block;
    }
    .track {
      height: 4px;
      overflow: clip;
      overflow-clip-margin: 12px;
      border-radius: var(--radius-round);
      background: var(--surface-3);
    }
    .fill {
      height: 100%;
      border-radius: inherit;
      background: var(--accent);
      box-shadow: var(--glow-small);
      transition: width var(--slow) linear;
    }
    .unknown {
      animation: wander 1.6s ease-in-out infinite alternate;
    }
    @media (prefers-reduced-motion: reduce) {
      .unknown {
        width: 100% !important;
        opacity: 0.35;
      }
    }
    @keyframes wander {
      to {
        margin-left: 70%;
      }
    }
  `,
})
export class ProgressBar {
  readonly label = input.required<string>();
  /** 0 to 1. */
  readonly fraction = input<number>();
  readonly text = input('');
  protected readonly percent = computed(() => {
    const fraction = this.fraction();
    return fraction === undefined ? null : percentOf(fraction);
  });
}
