import { Component, computed, input, output } from '@angular/core';

import type { Job } from '../api/generated/models/job';
import { phaseWords } from '../api/phase-words';
import { Icon } from '../ui/icon';

/** The jobs that are not in sight: the next ones, each with a way to look at it and a way out. */
@Component({
  selector: 'app-active-jobs',
  imports: [Icon],
  template: `
    @if (jobs().length > 0) {
      <section aria-labelledby="active-jobs">
        <h2 i18n class="eyebrow" id="active-jobs">Up next · {{ jobs().length }}</h2>
        <ol>
          @for (row of rows(); track row.id) {
            <li>
              <button type="button" class="show" (click)="shown.emit(row.id)">
                <span class="prompt">{{ row.prompt }}</span>
                @if (row.words) {
                  <span class="state">{{ row.words }}</span>
                }
              </button>
              <button
                type="button"
                class="button quiet icon small"
                [attr.aria-label]="removeWords(row.prompt)"
                i18n-title
                title="Remove from the queue"
                (click)="cancelled.emit(row.id)"
              >
                <app-icon name="close" />
              </button>
            </li>
          }
        </ol>
      </section>
    }
  `,
  styles: `
    section {
      display: grid;
      gap: var(--space-2);
    }
    ol {
      max-height: 8.5rem;
      overflow-y: auto;
      border: 1px solid var(--hairline);
      border-radius: var(--radius-2);
    }
    li {
      display: flex;
      align-items: center;
      padding-right: var(--space-1);
      animation: appear var(--slow) var(--ease);
    }
    li + li {
      border-top: 1px solid var(--hairline);
    }
    .show {
      display: flex;
      flex: 1;
      gap: var(--space-4);
      min-width: 0;
      padding: var(--space-2) var(--space-3);
      border: 0;
      background: none;
      font-size: var(--type-2);
      text-align: left;
      cursor: pointer;
    }
    .show:focus-visible {
      outline-offset: -2px;
    }
    .prompt {
      flex: 1;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .state {
      color: var(--text-3);
      white-space: nowrap;
    }
  `,
})
export class ActiveJobs {
  readonly jobs = input.required<readonly Job[]>();
  readonly shown = output<string>();
  readonly cancelled = output<string>();

  protected readonly rows = computed(() =>
    this.jobs().map((job) => ({
      id: job.id,
      prompt: String(job.request['prompt'] ?? $localize`Without a prompt`),
      // That the others wait is in the heading.
      words: job.status === 'processing' && phaseWords(job),
    })),
  );

  protected removeWords(prompt: string): string {
    return $localize`Remove from the queue: ${prompt}:prompt:`;
  }
}
