import { Component, computed, input, output } from '@angular/core';

import type { OptionValue } from '../api/option-value';
import { ChoiceField } from '../ui/choice-field';
import { NumberField } from '../ui/number-field';
import { SeedField } from '../ui/seed-field';
import { SwitchField } from '../ui/switch-field';
import { TextField } from '../ui/text-field';
import type { Size } from './aspect-ratio';
import { LoraField } from './lora-field';
import { MaskField } from './mask-field';
import type { OptionField } from './option-field';
import { PictureField } from './picture-field';

/** A label, its help and its value fit into half a row up to this many characters. */
const NARROW_LABEL = 12;

/** Draws parameters by the type of each, whatever they are called. */
@Component({
  selector: 'app-option-list',
  imports: [ChoiceField, LoraField, MaskField, NumberField, PictureField, SeedField, SwitchField, TextField],
  templateUrl: './option-list.html',
  styles: `
    :host {
      display: grid;
      grid-template-columns: repeat(2, minmax(0, 1fr));
      gap: var(--space-3) var(--space-5);
    }
    :host > * {
      grid-column: 1 / -1;
    }
    @media (width < 48rem) or (width >= 64rem) {
      :host > .half {
        grid-column: auto;
      }
    }
  `,
})
export class OptionList {
  readonly fields = input.required<readonly OptionField[]>();
  readonly lastSeed = input<string>();
  /** The size of a picture to start from. */
  readonly sized = output<Size>();
  readonly changed = output<{ readonly name: string; readonly value: OptionValue }>();

  protected readonly rows = computed(() => {
    const fields = this.fields();
    const half = halfWidth(fields.map(isNarrow));
    return fields.map((field, index) => ({ ...field, id: `option-${field.name}`, half: half[index] }));
  });
}

function isNarrow(field: OptionField): boolean {
  return field.type === 'number' && field.spec.label.length <= NARROW_LABEL;
}

/** Narrow neighbours share a row two by two; one that is left over has a row of its own. */
function halfWidth(narrow: readonly boolean[]): readonly boolean[] {
  const half = narrow.map(() => false);
  for (let index = 0; index + 1 < narrow.length; index += 1) {
    if (narrow[index] !== true || narrow[index + 1] !== true) continue;
    half[index] = true;
    half[index + 1] = true;
    index += 1;
  }
  return half;
}
