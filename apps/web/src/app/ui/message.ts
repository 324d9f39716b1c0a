import { Component, input } from '@angular/core';

import { Icon, type IconName } from './icon';

/** A room with nothing in it, or one that could not be opened: what it is, why, and what helps. */
@Component({
  selector: 'app-message',
  imports: [Icon],
  template: `
    <app-icon [name]="icon()" />
    <h2>{{ heading() }}</h2>
    @if (text()) {
      <p>{{ text() }}</p>
    }
    <div class="actions"><ng-content /></div>
  `,
  styles: `
    :host {
      display: grid;
      justify-items: center;
      gap: var(--space-3);
      max-width: 34rem;
      margin: auto;
      padding: var(--space-6) var(--space-4);
      text-align: center;
      animation: appear var(--slow) var(--ease);
    }
    app-icon {
      color: var(--text-3);
      font-size: var(--type-5);
    }
    h2,
    p {
      text-wrap: balance;
    }
    p {
      color: var(--text-2);
      overflow-wrap: anywhere;
    }
    .actions {
      display: flex;
      flex-wrap: wrap;
      justify-content: center;
      gap: var(--space-2);
      padding-top: var(--space-2);
    }
    .actions:empty {
      display: none;
    }
  `,
})
export class Message {
  readonly icon = input.required<IconName>();
  readonly heading = input.required<string>();
  readonly text = input<string>();
}
