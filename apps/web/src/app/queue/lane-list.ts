import { Component, input, output } from '@angular/core';

import type { Lane } from '../api/generated/models/lane';
import { formatDuration } from '../ui/format/duration';
import { formatFacts } from '../ui/format/facts';
import { Icon } from '../ui/icon';

/** The lanes, one per backend: how much is in each, and the switch that holds it. */
@Component({
  selector: 'app-lane-list',
  imports: [Icon],
  template: `
    @if (lanes().length > 0) {
      <ul i18n-aria-label aria-label="Lanes">
        @for (lane of lanes(); track lane.id) {
          <li [class.paused]="lane.paused">
            <span class="dot"></span>
            <span class="words">
              <span>{{ lane.name }}</span>
              <span class="muted">{{ state(lane) }}</span>
            </span>
            <button
              type="button"
              class="button small"
              [attr.aria-label]="switchWords(lane)"
              (click)="lane.paused ? resumed.emit(lane.id) : paused.emit(lane.id)"
            >
              <app-icon [name]="lane.paused ? 'play' : 'pause'" /><span i18n>{lane.paused, select,
                true {Resume}
                other {Pause}
              }</span>
            </button>
          </li>
        }
      </ul>
    }
  `,
  styles: `
    ul {
      display: grid;
      gap: var(--space-2);
    }
    li {
      display: flex;
      align-items: center;
      gap: var(--space-3);
      padding: var(--space-2) var(--space-2) var(--space-2) var(--space-4);
      border: 1px solid var(--hairline);
      border-radius: var(--radius-2);
      font-size: var(--type-2);
    }
    .words {
      display: flex;
      flex: 1;
      flex-wrap: wrap;
      gap: 0 var(--space-3);
    }
    .dot {
      flex: none;
      width: 0.4375rem;
      height: 0.4375rem;
      border-radius: 50%;
      background: var(--accent);
    }
    .paused {
      border-color: var(--warning-line);
      background: var(--warning-soft);
    }
    .paused .dot {
      background: var(--warning);
    }
  `,
})
export class LaneList {
  readonly lanes = input.required<readonly Lane[]>();
  readonly paused = output<string>();
  readonly resumed = output<string>();

  protected switchWords(lane: Lane): string {
    return lane.paused ? $localize`Resume ${lane.name}:lane:` : $localize`Pause ${lane.name}:lane:`;
  }

  protected state(lane: Lane): string {
    if (lane.processing + lane.pending === 0 && !lane.paused) return $localize`Idle`;
    const counts = [
      lane.processing > 0 && $localize`${lane.processing}:count: running`,
      lane.pending > 0 && $localize`${lane.pending}:count: waiting`,
    ];
    if (lane.paused) return formatFacts($localize`Paused: nothing new begins`, ...counts);
    const left = lane.seconds_left;
    return formatFacts(...counts, left !== null && $localize`${formatDuration(left)}:duration: left`);
  }
}
