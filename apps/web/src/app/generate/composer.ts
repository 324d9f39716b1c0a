import { Component, computed, ElementRef, inject, input, output, signal } from '@angular/core';

import type { OptionValue } from '../api/option-value';
import { FieldError } from '../ui/field-error';
import { Icon } from '../ui/icon';
import { EnrichDialog } from './enrich-dialog';
import { HistoryDialog } from './history-dialog';
import type { OptionField } from './option-field';
import { StylesDialog } from './styles-dialog';

const APPLE = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** The prompt and the button: what nobody should have to look for. */
@Component({
  selector: 'app-composer',
  imports: [EnrichDialog, FieldError, HistoryDialog, Icon, StylesDialog],
  template: `
    @if (prompt() === undefined) {
      <textarea
        class="input"
        rows="1"
        i18n-placeholder
        placeholder="Describe the picture"
        i18n-aria-label
        aria-label="Prompt"
        disabled
      ></textarea>
    }
    @if (prompt(); as field) {
      <div class="head">
        <label for="prompt">{{ field.spec.label }}</label>
        <ng-content />
        @if (before() !== undefined) {
          <button i18n type="button" class="button quiet small undo" (click)="undo()">Undo</button>
        }
        <button
          type="button"
          class="button icon quiet small"
          i18n-aria-label
          aria-label="Styles"
          i18n-title
          title="Styles"
          (click)="styler.open()"
        >
          <app-icon name="palette" />
        </button>
        <button
          type="button"
          class="button icon quiet small"
          i18n-aria-label
          aria-label="Enrich prompt"
          i18n-title
          title="Enrich prompt"
          [attr.aria-describedby]="enricher.failure() ? 'enrich-failure' : null"
          (click)="enricher.open()"
        >
          <app-icon name="enrich" />
        </button>
        <button
          type="button"
          class="button icon quiet small"
          i18n-aria-label
          aria-label="Prompt history"
          i18n-title
          title="Prompt history"
          (click)="history.open()"
        >
          <app-icon name="history" />
        </button>
        <app-field-error id="enrich-failure" [message]="enricher.failure()" />
      </div>
      <textarea
        id="prompt"
        class="input"
        rows="1"
        i18n-placeholder
        placeholder="Describe the picture"
        enterkeyhint="enter"
        [attr.aria-required]="required() || null"
        [attr.aria-invalid]="field.error ? true : null"
        [attr.aria-describedby]="field.error ? 'prompt-error' : null"
        [value]="field.value"
        (input)="type($event); enricher.failure.set(undefined)"
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
    @if (styles().length > 0) {
      <ul class="styles" i18n-aria-label aria-label="Styles of the prompt">
        @for (style of styles(); track style) {
          <li>
            <button type="button" [attr.aria-label]="withoutLabel(style)" (click)="without(style)">
              {{ style }}<app-icon name="close" />
            </button>
          </li>
        }
      </ul>
    }
    <app-styles-dialog #styler [chosen]="styles()" (changed)="stylesChanged.emit($event)" />
    <app-enrich-dialog #enricher [prompt]="text()" (accepted)="take($event)" />
    <app-history-dialog #history (chosen)="changed.emit($event)" />
    <app-field-error id="prompt-error" [message]="prompt()?.error" />
  `,
  styleUrl: './composer.css',
})
export class Composer {
  readonly prompt = input<OptionField>();
  readonly action = input($localize`Generate`);
  /** Why nothing can be generated now. */
  readonly reason = input<string>();
  readonly styles = input<readonly string[]>([]);
  readonly changed = output<OptionValue>();
  readonly stylesChanged = output<readonly string[]>();
  readonly generate = output();

  protected readonly apple = APPLE;
  protected readonly required = computed(() => {
    const field = this.prompt();
    return field?.type === 'text' && field.spec.required === true;
  });
  protected readonly text = computed(() => {
    const field = this.prompt();
    return field?.type === 'text' ? field.value : '';
  });
  /** The prompt before it was enriched, until something else is written. */
  protected readonly before = signal<string | undefined>(undefined);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);

  focus(): void {
    this.host.nativeElement.querySelector('textarea')?.focus();
  }

  protected take(enriched: string): void {
    this.before.set(this.text());
    this.changed.emit(enriched);
  }

  protected withoutLabel(style: string): string {
    return $localize`Without the style ${style}:STYLE:`;
  }

  protected without(style: string): void {
    this.stylesChanged.emit(this.styles().filter((other) => other !== style));
  }

  protected undo(): void {
    const before = this.before();
    this.before.set(undefined);
    if (before !== undefined) this.changed.emit(before);
  }

  protected type(event: Event): void {
    this.before.set(undefined);
    this.changed.emit((event.target as HTMLTextAreaElement).value);
  }
}
