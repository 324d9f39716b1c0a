import { Component, computed, input, model } from '@angular/core';

import { FieldError } from './field-error';
import { FieldHelp } from './field-help';
import { decimalsOf, snapToRange } from './number-range';

/** A number in a range: a slider and the number itself. A range of one is shown and can't be moved. */
@Component({
  selector: 'app-number-field',
  imports: [FieldError, FieldHelp],
  templateUrl: './number-field.html',
  styleUrl: './number-field.css',
})
export class NumberField {
  readonly name = input.required<string>();
  readonly label = input.required<string>();
  readonly help = input<string>();
  readonly min = input.required<number>();
  readonly max = input.required<number>();
  readonly step = input.required<number>();
  readonly unit = input<string>();
  readonly error = input<string>();
  readonly value = model.required<number>();

  protected readonly fixed = computed(() => this.min() === this.max());
  protected readonly fill = computed(() =>
    this.fixed() ? 100 : ((this.value() - this.min()) / (this.max() - this.min())) * 100,
  );
  protected readonly shown = computed(() => this.value().toFixed(decimalsOf(this.step())));
  protected readonly spoken = computed(() =>
    this.unit() === undefined ? this.shown() : `${this.shown()} ${this.unit()}`,
  );

  protected slide(event: Event): void {
    this.value.set((event.target as HTMLInputElement).valueAsNumber);
  }

  protected type(event: Event): void {
    const field = event.target as HTMLInputElement;
    const typed = field.valueAsNumber;
    if (!Number.isNaN(typed)) {
      this.value.set(snapToRange(typed, { min: this.min(), max: this.max(), step: this.step() }));
    }
    // The signal may hold the value already, and then no binding would put the text right.
    field.value = this.shown();
  }
}
