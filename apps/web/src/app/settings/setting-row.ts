import { Component, computed, input, output } from '@angular/core';

import type { Setting } from '../api/generated/models/setting';
import { FieldError } from '../ui/field-error';
import { Icon } from '../ui/icon';
import { resetWords, shownValue, sourceWords, type Drafts, type SettingValue } from './setting-draft';

/** One setting: what it is, its value, where that comes from, and the way back. */
@Component({
  selector: 'app-setting-row',
  host: { class: 'field-row' },
  imports: [FieldError, Icon],
  templateUrl: './setting-row.html',
  styleUrl: './setting-row.css',
})
export class SettingRow {
  readonly setting = input.required<Setting>();
  readonly drafts = input.required<Drafts>();
  readonly choices = input<readonly string[]>();
  readonly error = input<string>();
  readonly edited = output<SettingValue>();

  protected readonly id = computed(() => `setting-${this.setting().name}`);
  protected readonly value = computed(() => shownValue(this.setting(), this.drafts()));
  protected readonly source = computed(() => sourceWords(this.setting(), this.drafts()));
  protected readonly reset = computed(() => resetWords(this.setting()));
  protected readonly canReset = computed(() => {
    const { name, source } = this.setting();
    return source === 'here' && this.drafts()[name] !== null;
  });
  protected readonly options = computed(() => this.choices() ?? this.setting().choices ?? undefined);
  protected readonly describedBy = computed(() =>
    [`${this.id()}-help`, this.error() === undefined ? undefined : `${this.id()}-error`]
      .filter(Boolean)
      .join(' '),
  );

  protected type(event: Event): void {
    this.edited.emit((event.target as HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement).value);
  }

  /** A number where it is one; what is not goes as it was typed, and comes back with what would be right. */
  protected typeNumber(event: Event): void {
    const { value, valueAsNumber } = event.target as HTMLInputElement;
    this.edited.emit(Number.isNaN(valueAsNumber) ? value : valueAsNumber);
  }

  protected toggle(event: Event): void {
    this.edited.emit((event.target as HTMLInputElement).checked);
  }
}
