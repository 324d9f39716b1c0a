import { Component, input, signal } from '@angular/core';

import { Icon } from './icon';

/** A label's row: name, a button that unfolds the help, and room for a value on the right. */
@Component({
  selector: 'app-field-help',
  imports: [Icon],
  template: `
    <div class="row">
      <ng-content select="label, .label" />
      @if (help()) {
        <button
          type="button"
          class="toggle"
          [attr.aria-label]="aboutWords()"
          [attr.aria-expanded]="open()"
          (click)="open.set(!open())"
        >
          <app-icon name="info" />
        </button>
      }
      <span class="gap"></span>
      <ng-content />
    </div>
    @if (open()) {
      <p class="help">{{ help() }}</p>
    }
  `,
  styles: `
    :host {
      display: block;
    }
    .row {
      display: flex;
      align-items: center;
      gap: var(--space-1);
      min-height: var(--control-small);
    }
    .gap {
      flex: 1;
    }
    .toggle {
      display: inline-flex;
      padding: var(--space-1);
      border: 0;
      border-radius: var(--radius-1);
      background: none;
      color: var(--text-3);
      font-size: var(--type-2);
      cursor: pointer;
      transition: color var(--fast) var(--ease);
    }
    .toggle:hover,
    .toggle[aria-expanded='true'] {
      color: var(--text-1);
    }
    .help {
      padding-bottom: var(--space-2);
      color: var(--text-2);
      font-size: var(--type-2);
      animation: appear var(--slow) var(--ease);
    }
  `,
})
export class FieldHelp {
  readonly label = input.required<string>();
  readonly help = input<string>();
  protected readonly open = signal(false);

  protected aboutWords(): string {
    return $localize`About ${this.label()}:label:`;
  }
}
