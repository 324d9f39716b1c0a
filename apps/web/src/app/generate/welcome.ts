import { Component, input, output } from '@angular/core';

import { Message } from '../ui/message';

const EXAMPLES = [
  'a green cat in a neon city at night',
  'a pink robot on a synthwave grid',
  'a yellow boat by the sea, under a palm tree',
] as const;

/** The first run: nothing was made yet. */
@Component({
  selector: 'app-welcome',
  imports: [Message],
  template: `
    <app-message
      icon="generate"
      i18n-heading
      heading="Make your first picture"
      i18n-text
      text="Write what you want to see, or begin with one of these."
    >
      @if (usable()) {
        @for (example of examples; track example) {
          <button type="button" class="button small example" (click)="chosen.emit(example)">
            {{ example }}
          </button>
        }
      }
    </app-message>
  `,
  styles: `
    :host {
      position: relative;
      display: grid;
      flex: 1;
    }
    :host::before {
      content: '';
      position: absolute;
      inset: 0;
      background: radial-gradient(circle, var(--hairline-strong) 1px, transparent 1.5px) center / 24px 24px;
      mask: radial-gradient(closest-side, transparent 45%, black 75%, transparent);
      pointer-events: none;
    }
    .example {
      height: auto;
      padding-block: var(--space-2);
      border-radius: var(--radius-3);
      color: var(--text-2);
      font-weight: var(--weight-regular);
      white-space: normal;
    }
    .example:hover {
      color: var(--text-1);
    }
  `,
})
export class Welcome {
  readonly usable = input(true);
  readonly chosen = output<string>();
  protected readonly examples = EXAMPLES;
}
