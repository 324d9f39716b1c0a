import { Component, computed, ElementRef, inject, input, output } from '@angular/core';

import type { OptionValue } from '../api/option-value';
import { FieldError } from '../ui/field-error';
import { Icon } from '../ui/icon';
import { HistoryDialog } from './history-dialog';
import type { OptionField } from './option-field';

const APPLE = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** The prompt and the button: what nobody should have to look for. */
@Component({
  selector: 'app-composer',
  imports: [FieldError, HistoryDialog, Icon],
  template: `
    @if (prompt() === undefined) {
      <textarea
        class="input"
        rows="1"
        placeholder="Describe the picture"
        aria-label="Prompt"
        disabled
      ></textarea>
    }
    @if (prompt(); as field) {
      <div class="head">
        <label for="prompt">{{ field.spec.label }}</label>
        <button
          type="button"
          class="button icon quiet small"
          aria-label="Prompt history"
          title="Prompt history"
          (click)="history.open()"
        >
          <app-icon name="history" />
        </button>
      </div>
      <textarea
        id="prompt"
        class="input"
        rows="1"
        placeholder="Describe the picture"
        enterkeyhint="enter"
        [attr.aria-required]="required() || null"
        [attr.aria-invalid]="field.error ? true : null"
        [attr.aria-describedby]="field.error ? 'prompt-error' : null"
        [value]="field.value"
        (input)="type($event)"
      ></textarea>
    }
    <button
      type="button"
      class="button primary"
      aria-describedby="generate-hint"
      [attr.aria-disabled]="reason() !== undefined || null"
      [attr.aria-keyshortcuts]="apple ? 'Meta+Enter' : 'Control+Enter'"
      (click)="reason() === undefined && generate.emit()"
    >
      {{ action() }}
      <kbd aria-hidden="true">{{ apple ? '⌘' : 'Ctrl' }} ↵</kbd>
    </button>
    <p id="generate-hint" class="hint">{{ prompt() && reason() }}</p>
    <app-history-dialog #history (chosen)="changed.emit($event)" />
    <app-field-error id="prompt-error" [message]="prompt()?.error" />
  `,
  styleUrl: './composer.css',
})
export class Composer {
  readonly prompt = input<OptionField>();
  readonly action = input('Generate');
  /** Why nothing can be generated now. */
  readonly reason = input<string>();
  readonly changed = output<OptionValue>();
  readonly generate = output();

  protected readonly apple = APPLE;
  protected readonly required = computed(() => {
    const field = this.prompt();
    return field?.type === 'text' && field.spec.required === true;
  });
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);

  focus(): void {
    this.host.nativeElement.querySelector('textarea')?.focus();
  }

  protected type(event: Event): void {
    this.changed.emit((event.target as HTMLTextAreaElement).value);
  }
}
