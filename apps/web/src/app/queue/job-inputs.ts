import { Component, computed, input } from '@angular/core';

import type { Job } from '../api/generated/models/job';
import { inputUrl, isInputId } from '../api/input-store';
import { fieldName } from '../ui/format/field-name';

/** The pictures that a job starts from, small. */
@Component({
  selector: 'app-job-inputs',
  template: `
    @for (source of inputs(); track source.label) {
      <img
        [src]="source.url"
        [alt]="source.label"
        [title]="source.label"
        width="28"
        height="28"
        loading="lazy"
      />
    }
  `,
  styles: `
    :host {
      display: flex;
      gap: var(--space-1);
    }
    img {
      margin-top: var(--space-1);
      border: 1px solid var(--hairline);
      border-radius: var(--radius-1);
      object-fit: cover;
    }
  `,
})
export class JobInputs {
  readonly job = input.required<Job>();

  protected readonly inputs = computed(() =>
    Object.entries(this.job().request).flatMap(([name, value]) =>
      isInputId(value) ? [{ label: fieldName(name), url: inputUrl(value) }] : [],
    ),
  );
}
