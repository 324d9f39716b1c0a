import { Component, input, model } from '@angular/core';

export interface Chip {
  readonly value: string;
  readonly label: string;
  /** How many there are; left out where that isn't known. */
  readonly count?: number;
}

/** One of a few, all in sight: what a list shows. */
@Component({
  selector: 'app-choice-chips',
  template: `
    <div role="group" [attr.aria-label]="label()">
      @for (chip of chips(); track chip.value) {
        <button type="button" [attr.aria-pressed]="chip.value === value()" (click)="value.set(chip.value)">
          {{ chip.label }}
          @if (chip.count) {
            <span class="count">{{ chip.count }}</span>
          }
        </button>
      }
    </div>
  `,
  styles: `
    :host {
      display: block;
      min-width: 0;
    }
    div {
      display: flex;
      gap: var(--space-1);
      overflow-x: auto;
      margin: -3px;
      padding: 3px;
      scrollbar-width: none;
    }
    button {
      display: inline-flex;
      flex: none;
      align-items: center;
      gap: var(--space-2);
      min-height: var(--control-small);
      padding: 0 var(--space-3);
      border: 1px solid transparent;
      border-radius: var(--radius-round);
      background: none;
      color: var(--text-2);
      font-size: var(--type-2);
      font-weight: var(--weight-medium);
      cursor: pointer;
      transition:
        background var(--fast) var(--ease),
        color var(--fast) var(--ease);
    }
    button:hover {
      color: var(--text-1);
    }
    button[aria-pressed='true'] {
      border-color: var(--hairline-strong);
      background: var(--surface-3);
      color: var(--text-1);
    }
    .count {
      color: var(--text-2);
      font-weight: var(--weight-regular);
    }
    @media (pointer: coarse) {
      button {
        justify-content: center;
        min-width: var(--touch);
        min-height: var(--touch);
      }
    }
  `,
})
export class ChoiceChips {
  readonly label = input.required<string>();
  readonly chips = input.required<readonly Chip[]>();
  readonly value = model.required<string>();
}
