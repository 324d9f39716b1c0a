import { Component, input, output, signal } from '@angular/core';

import type { Job } from '../api/generated/models/job';
import type { JobMove } from '../api/generated/models/job-move';
import type { Model } from '../api/generated/models/model';
import { jobFacts } from './job-facts';
import { WaitingJob } from './waiting-job';

export interface PlaceChange {
  readonly job: Job;
  readonly move: JobMove;
}

/** The jobs that wait for one backend, in their order, which is changed by dragging or with the buttons. */
@Component({
  selector: 'app-waiting-list',
  imports: [WaitingJob],
  template: `
    <ol>
      @for (job of jobs(); track job.id) {
        <li
          draggable="true"
          [class.dragged]="dragged() === job.id"
          [class.before]="target()?.id === job.id && target()?.to === 'before'"
          [class.after]="target()?.id === job.id && target()?.to === 'after'"
          (dragstart)="lift(job, $event)"
          (dragover)="hover(job, $event)"
          (drop)="drop($event)"
          (dragend)="put()"
        >
          <app-waiting-job
            [job]="job"
            [facts]="facts(job)"
            [place]="$index + 1"
            [first]="$first"
            [last]="$last"
            (moved)="step($index, $event)"
            (cancelled)="cancelled.emit(job)"
            (duplicated)="duplicated.emit(job)"
          />
        </li>
      }
    </ol>
  `,
  styles: `
    ol {
      border: 1px solid var(--hairline);
      border-radius: var(--radius-3);
    }
    li + li {
      border-top: 1px solid var(--hairline);
    }
    .dragged {
      opacity: 0.4;
    }
    .before {
      box-shadow: inset 0 2px var(--accent);
    }
    .after {
      box-shadow: inset 0 -2px var(--accent);
    }
  `,
})
export class WaitingList {
  readonly jobs = input.required<readonly Job[]>();
  readonly models = input.required<readonly Model[]>();
  readonly moved = output<PlaceChange>();
  readonly cancelled = output<Job>();
  readonly duplicated = output<Job>();

  protected readonly dragged = signal<string | undefined>(undefined);
  protected readonly target = signal<{ id: string; to: 'before' | 'after' } | undefined>(undefined);

  protected facts(job: Job): string {
    return jobFacts(job, this.models());
  }

  protected step(index: number, direction: 'up' | 'down'): void {
    const job = this.jobs()[index];
    const neighbour = this.jobs()[direction === 'up' ? index - 1 : index + 1];
    if (job === undefined || neighbour === undefined) return;
    this.moved.emit({ job, move: { to: direction === 'up' ? 'before' : 'after', job_id: neighbour.id } });
  }

  protected lift(job: Job, event: DragEvent): void {
    this.dragged.set(job.id);
    // Firefox drags only what carries data.
    event.dataTransfer?.setData('text/plain', job.id);
  }

  protected hover(job: Job, event: DragEvent): void {
    if (this.dragged() === undefined) return;
    event.preventDefault();
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const to = event.clientY < box.top + box.height / 2 ? 'before' : 'after';
    this.target.set(job.id === this.dragged() ? undefined : { id: job.id, to });
  }

  protected drop(event: DragEvent): void {
    event.preventDefault();
    const target = this.target();
    const job = this.jobs().find((each) => each.id === this.dragged());
    this.put();
    if (job === undefined || target === undefined) return;
    this.moved.emit({ job, move: { to: target.to, job_id: target.id } });
  }

  protected put(): void {
    this.dragged.set(undefined);
    this.target.set(undefined);
  }
}
