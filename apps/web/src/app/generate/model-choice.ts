import { Component, computed, input, output } from '@angular/core';

import { STATE_WORDS } from '../api/backend-state-words';
import type { Model } from '../api/generated/models/model';
import { ChoiceField } from '../ui/choice-field';
import { formatFacts } from '../ui/format/facts';

/** Which model, what it is for, and whether its backend is up. */
@Component({
  selector: 'app-model-choice',
  imports: [ChoiceField],
  template: `
    <app-choice-field
      name="model"
      i18n-label
      label="Model"
      [choices]="choices()"
      [value]="chosen().id"
      (valueChange)="picked.emit($event)"
    />
    <p class="state" [class.down]="chosen().unavailable">
      <span class="dot" [class]="chosen().backend.state"></span>
      {{ stateWords() }}
    </p>
    @if (chosen().unavailable; as reason) {
      <p class="reason">{{ reason }}</p>
    } @else if (chosen().description) {
      <p class="description">{{ chosen().description }}</p>
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--space-2);
    }
    p {
      color: var(--text-2);
      font-size: var(--type-2);
    }
    .state {
      display: flex;
      align-items: center;
      gap: var(--space-2);
      color: var(--text-3);
    }
    .dot {
      flex: none;
      width: 0.4375rem;
      height: 0.4375rem;
      border-radius: 50%;
      background: var(--accent);
    }
    .state.down .dot,
    .dot:not(.ready, .busy) {
      background: var(--warning);
    }
    .reason {
      padding: var(--space-2) var(--space-3);
      border: 1px solid var(--warning-line);
      border-radius: var(--radius-2);
      background: var(--warning-soft);
      color: var(--text-1);
    }
  `,
})
export class ModelChoice {
  readonly models = input.required<readonly Model[]>();
  readonly chosen = input.required<Model>();
  readonly picked = output<string>();

  protected readonly choices = computed(() =>
    this.models().map((model) => ({
      value: model.id,
      label: model.unavailable === undefined ? model.label : $localize`${model.label}:MODEL: (unavailable)`,
    })),
  );

  protected readonly stateWords = computed(() => {
    const { backend } = this.chosen();
    return formatFacts(backend.name, STATE_WORDS[backend.state], backend.device?.label);
  });
}
