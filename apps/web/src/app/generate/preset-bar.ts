import { Component, computed, inject, signal } from '@angular/core';

import { toProblem } from '../api/problem';
import { StyleStore } from '../api/style-store';
import { Icon } from '../ui/icon';
import { Notice } from '../ui/notice';
import { GenerationForm } from './generation-form';

/** Whole forms under names: one is taken up, kept or removed. */
@Component({
  selector: 'app-preset-bar',
  imports: [Icon, Notice],
  template: `
    <label i18n for="preset">Preset</label>
    <div class="row">
      <input
        #field
        id="preset"
        class="input"
        list="preset-names"
        autocomplete="off"
        i18n-placeholder
        placeholder="Choose one, or name this form"
        [value]="name()"
        (input)="type(field.value)"
        (change)="apply(field.value)"
      />
      <datalist id="preset-names">
        @for (preset of store.presets(); track preset.name) {
          <option [value]="preset.name">{{ preset.model }}</option>
        }
      </datalist>
      <button
        type="button"
        class="button icon small"
        i18n-aria-label
        aria-label="Keep the form as a preset"
        i18n-title
        title="Keep the form as a preset"
        [disabled]="name().trim() === ''"
        (click)="keep()"
      >
        <app-icon name="check" />
      </button>
      @if (known()) {
        <button
          type="button"
          class="button icon quiet small"
          i18n-aria-label
          aria-label="Remove the preset"
          i18n-title
          title="Remove the preset"
          (click)="remove()"
        >
          <app-icon name="trash" />
        </button>
      }
    </div>
    <p class="said small muted" role="status">{{ said() }}</p>
    @if (problem(); as text) {
      <app-notice kind="danger">{{ text }}</app-notice>
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--space-1);
    }
    label {
      color: var(--text-2);
      font-size: var(--type-2);
    }
    .row {
      display: flex;
      align-items: center;
      gap: var(--space-2);
    }
    .row .input {
      flex: 1;
      min-width: 0;
    }
    .said:empty {
      display: none;
    }
  `,
})
export class PresetBar {
  protected readonly store = inject(StyleStore);
  private readonly form = inject(GenerationForm);

  protected readonly name = signal('');
  protected readonly said = signal('');
  protected readonly problem = signal<string | undefined>(undefined);
  protected readonly known = computed(() =>
    this.store.presets().find((preset) => preset.name === this.name().trim()),
  );

  protected type(name: string): void {
    this.name.set(name);
    this.said.set('');
  }

  /** A name of the list is a choice; any other one is still to be kept. */
  protected apply(name: string): void {
    this.name.set(name);
    const preset = this.known();
    if (preset === undefined) return;
    const complete = this.form.fill(preset.model, preset.values, this.store.styleNames());
    this.said.set(
      complete
        ? $localize`The form is filled in.`
        : $localize`The model ${preset.model}:MODEL: is gone; the form is filled in as far as it fits.`,
    );
  }

  protected keep(): Promise<void> {
    const model = this.form.model();
    const name = this.name().trim();
    return this.attempt(async () => {
      if (model === undefined || name === '') return;
      await this.store.putPreset(name, model.id, this.form.settings());
      this.said.set($localize`Kept.`);
    });
  }

  protected remove(): Promise<void> {
    return this.attempt(async () => {
      await this.store.removePreset(this.name().trim());
      this.name.set('');
      this.said.set($localize`Removed.`);
    });
  }

  private async attempt(action: () => Promise<void>): Promise<void> {
    this.problem.set(undefined);
    try {
      await action();
    } catch (error) {
      this.problem.set(toProblem(error).message);
    }
  }
}
