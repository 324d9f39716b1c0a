import { Component, computed, ElementRef, inject, output, signal, viewChild } from '@angular/core';

import { DialogHeading } from '../ui/dialog-heading';
import { PromptHistory } from './prompt-history';

/** Earlier prompts to choose from. */
@Component({
  selector: 'app-history-dialog',
  imports: [DialogHeading],
  template: `
    <dialog
      #dialog
      aria-labelledby="history-title"
      (keydown)="$event.stopPropagation()"
      (click)="$event.target === dialog && dialog.close()"
    >
      <div class="sheet">
        <app-dialog-heading i18n titleId="history-title" (closed)="dialog.close()"
          >Prompt history</app-dialog-heading
        >
        <input
          class="input"
          type="search"
          i18n-aria-label
          aria-label="Search the history"
          i18n-placeholder
          placeholder="Search"
          [value]="query()"
          (input)="type($event)"
        />
        <ul>
          @for (prompt of found(); track prompt) {
            <li>
              <button type="button" (click)="choose(prompt)">{{ prompt }}</button>
            </li>
          } @empty {
            <li i18n class="muted small">
              {history.prompts().length, plural,
                =0 {What you generate is remembered here.}
                other {Nothing found.}
              }
            </li>
          }
        </ul>
        @if (history.prompts().length > 0) {
          <button i18n type="button" class="button quiet small" (click)="history.clear()">Forget all</button>
        }
      </div>
    </dialog>
  `,
  styles: `
    dialog {
      width: min(36rem, calc(100vw - 2 * var(--space-4)));
      padding: 0;
    }
    .sheet {
      display: grid;
      grid-template-rows: auto auto minmax(0, 1fr) auto;
      justify-items: start;
      gap: var(--space-3);
      max-height: min(80dvh, 40rem);
      padding: var(--space-5);
    }
    ul {
      width: 100%;
      overflow-y: auto;
    }
    li + li {
      border-top: 1px solid var(--hairline);
    }
    li button {
      width: 100%;
      min-height: var(--touch);
      padding: var(--space-2);
      border: 0;
      border-radius: var(--radius-1);
      background: none;
      text-align: left;
      cursor: pointer;
    }
    li button:hover {
      background: var(--surface-3);
    }
    li button:focus-visible {
      outline-offset: -2px;
    }
  `,
})
export class HistoryDialog {
  protected readonly history = inject(PromptHistory);
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');
  readonly chosen = output<string>();

  protected readonly query = signal('');
  protected readonly found = computed(() => {
    const query = this.query().trim().toLowerCase();
    return this.history.prompts().filter((prompt) => prompt.toLowerCase().includes(query));
  });

  open(): void {
    this.query.set('');
    this.dialog().nativeElement.showModal();
  }

  protected type(event: Event): void {
    this.query.set((event.target as HTMLInputElement).value);
  }

  protected choose(prompt: string): void {
    this.dialog().nativeElement.close();
    this.chosen.emit(prompt);
  }
}
