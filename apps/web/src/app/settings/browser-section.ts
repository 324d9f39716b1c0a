import { Component, inject } from '@angular/core';

import { chooseLanguage, chosenLanguage, LANGUAGES } from '../api/browser-language';
import { BrowserPreferences } from '../api/browser-preferences';
import { GridSize } from '../api/grid-size';

const SIZES = [
  { value: 'small', label: $localize`Small` },
  { value: 'medium', label: $localize`Medium` },
  { value: 'large', label: $localize`Large` },
];

/** What this browser alone remembers; it is in force at once. */
@Component({
  selector: 'app-browser-section',
  template: `
    <section aria-labelledby="settings-browser">
      <h2 i18n class="eyebrow" id="settings-browser">This browser</h2>
      <ul class="rows">
        <li class="field-row">
          <label i18n for="language">Language</label>
          <select id="language" class="input" (change)="speak(valueOf($event))">
            <option i18n value="">As this browser has it</option>
            @for (one of languages; track one.value) {
              <option [value]="one.value" [lang]="one.value" [selected]="one.value === language">
                {{ one.label }}
              </option>
            }
          </select>
        </li>
        <li class="field-row">
          <label i18n for="grid-size">Size of pictures in the gallery</label>
          <select id="grid-size" class="input" (change)="grid.choose(valueOf($event))">
            @for (size of sizes; track size.value) {
              <option [value]="size.value" [selected]="size.value === grid.name()">{{ size.label }}</option>
            }
          </select>
        </li>
        <li class="field-row">
          <label i18n for="reduced-motion">Less motion</label>
          <input
            id="reduced-motion"
            type="checkbox"
            role="switch"
            [checked]="preferences.reducedMotion()"
            (change)="preferences.reducedMotion.set(isOn($event))"
          />
        </li>
        <li class="field-row">
          <label i18n for="confirm-deletes">Ask before a picture is deleted</label>
          <input
            id="confirm-deletes"
            type="checkbox"
            role="switch"
            [checked]="preferences.confirmDeletes()"
            (change)="preferences.confirmDeletes.set(isOn($event))"
          />
        </li>
      </ul>
    </section>
  `,
  styles: `
    section {
      display: grid;
      gap: var(--space-2);
    }
    li {
      align-items: center;
      min-height: 3.5rem;
    }
    label {
      font-weight: var(--weight-medium);
    }
  `,
})
export class BrowserSection {
  protected readonly preferences = inject(BrowserPreferences);
  protected readonly grid = inject(GridSize);
  protected readonly sizes = SIZES;
  protected readonly languages = LANGUAGES;
  protected readonly language = chosenLanguage();

  /** The page is loaded anew: texts are read as the app starts. */
  protected speak(name: string): void {
    chooseLanguage(LANGUAGES.find(({ value }) => value === name)?.value);
    location.reload();
  }

  protected valueOf(event: Event): string {
    return (event.target as HTMLSelectElement).value;
  }

  protected isOn(event: Event): boolean {
    return (event.target as HTMLInputElement).checked;
  }
}
