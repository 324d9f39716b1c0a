import { Component, input, output } from '@angular/core';

import type { Lane } from '../api/generated/models/lane';
import { formatDuration } from '../ui/format/duration';
import { Icon } from '../ui/icon';

/** The lanes, one per backend: how much is in each, and the switch that holds it. */
@Component({
  selector: 'app-lane-list',
  imports: [Icon],
  template: `
    @if (lanes().length > 0) {
      <ul aria-label="Lanes">
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
              [attr.aria-label]="(lane.paused ? 'Resume ' : 'Pause ') + lane.name"
              (click)="lane.paused ? resumed.emit(lane.id) : paused.emit(lane.id)"
            >
              <app-icon [name]="lane.paused ? 'play' : 'pause'" />{{ lane.paused ? 'Resume' : 'Pause' }}
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

  protected state(lane: Lane): string {
    const left = lane.seconds_left === null ? undefined : `${formatDuration(lane.seconds_left)} left`;
    const counts = [
      lane.processing > 0 && `${lane.processing} running`,
      lane.pending > 0 && `${lane.pending} waiting`,
    ];
    if (lane.paused) return ['Paused: nothing new begins', ...counts].filter(Boolean).join(' · ');
    return [...counts, left].filter(Boolean).join(' · ') || 'Idle';
  }
}
