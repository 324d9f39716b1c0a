import { Component, inject } from '@angular/core';

import { BrowserPreferences } from '../api/browser-preferences';
import { GridSize } from '../api/grid-size';
import { ChoiceField } from '../ui/choice-field';
import { SwitchField } from '../ui/switch-field';

const SIZES = [
  { value: 'small', label: $localize`Small` },
  { value: 'medium', label: $localize`Medium` },
  { value: 'large', label: $localize`Large` },
];

/** What this browser alone remembers; it is in force at once. */
@Component({
  selector: 'app-browser-section',
  imports: [ChoiceField, SwitchField],
  template: `
    <section aria-labelledby="settings-browser">
      <h2 i18n class="eyebrow" id="settings-browser">This browser</h2>
      <div class="fields">
        <app-choice-field
          name="grid-size"
          i18n-label
          label="Size of pictures in the gallery"
          [choices]="sizes"
          [value]="grid.name()"
          (valueChange)="grid.choose($event)"
        />
        <app-switch-field
          name="reduced-motion"
          i18n-label
          label="Less motion"
          [value]="preferences.reducedMotion()"
          (valueChange)="preferences.reducedMotion.set($event)"
        />
        <app-switch-field
          name="confirm-deletes"
          i18n-label
          label="Ask before a picture is deleted"
          [value]="preferences.confirmDeletes()"
          (valueChange)="preferences.confirmDeletes.set($event)"
        />
      </div>
    </section>
  `,
  styles: `
    section {
      display: grid;
      gap: var(--space-2);
    }
    .fields {
      display: grid;
      gap: var(--space-2);
      padding: var(--space-3) var(--space-4);
      border: 1px solid var(--hairline);
      border-radius: var(--radius-3);
    }
    app-choice-field {
      max-width: 20rem;
    }
  `,
})
export class BrowserSection {
  protected readonly preferences = inject(BrowserPreferences);
  protected readonly grid = inject(GridSize);
  protected readonly sizes = SIZES;
}
