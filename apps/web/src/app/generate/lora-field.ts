import { Component, computed, input, model } from '@angular/core';

import type { LoraOption } from '../api/generated/models/lora-option';
import { formatLoras, parseLoras, type LoraRow } from '../api/lora-rows';
import { FieldError } from '../ui/field-error';
import { FieldHelp } from '../ui/field-help';
import { Icon } from '../ui/icon';
import { NumberField } from '../ui/number-field';
import { SearchPicker } from '../ui/search-picker';

/** What a new row begins with: as the LoRA was trained, or as near as the range comes. */
const AS_TRAINED = 1;

/** LoRAs with their weights, one row each, and a field to add more. */
@Component({
  selector: 'app-lora-field',
  imports: [FieldError, FieldHelp, Icon, NumberField, SearchPicker],
  templateUrl: './lora-field.html',
  styleUrl: './lora-field.css',
})
export class LoraField {
  readonly name = input.required<string>();
  readonly spec = input.required<LoraOption>();
  readonly error = input<string>();
  readonly value = model.required<string>();

  protected readonly rows = computed(() => {
    const labels = new Map(this.spec().choices.map(({ value, label }) => [value, label]));
    return parseLoras(this.value()).map((row, index) => ({
      ...row,
      id: `${this.name()}-row-${index}`,
      label: labels.get(row.name) ?? row.name,
      removal: $localize`Remove ${row.name}:lora:`,
      isThere: labels.has(row.name),
    }));
  });

  /** One LoRA can be applied once. */
  protected readonly left = computed(() => {
    const taken = new Set(this.rows().map(({ name }) => name));
    return this.spec().choices.filter(({ value }) => !taken.has(value));
  });

  protected add(name: string): void {
    const { min, max } = this.spec();
    this.write([...this.parsed(), { name, weight: Math.min(Math.max(AS_TRAINED, min), max) }]);
  }

  protected weigh(index: number, weight: number): void {
    this.write(this.parsed().map((row, at) => (at === index ? { ...row, weight } : row)));
  }

  protected remove(index: number): void {
    this.write(this.parsed().filter((_, at) => at !== index));
  }

  private parsed(): readonly LoraRow[] {
    return parseLoras(this.value());
  }

  private write(rows: readonly LoraRow[]): void {
    this.value.set(formatLoras(rows));
  }
}
